import { MAX_DEPENDENCIES } from '../core/dependency';
import type { NewJob } from '../core/job';
import type { EnqueueAllAnswer } from '../core/enqueue-answer';
import { MAX_BATCH } from '../core/job-store';
import { type FieldError, invalid, ProblemError } from '../http/problem';
import type { Line } from '../http/read-lines';
import { BulkAnswer, pointersIn } from './bulk-answer';
import { type AnswerContext, enqueueRefusal } from './enqueue-answer';

/** Of the payloads of one atomic bulk together: it is stored in one step of Redis. */
export const MAX_ATOMIC_BYTES = 4 * 1024 * 1024;

/** Of its dependencies together. */
export const MAX_ATOMIC_DEPENDENCIES = 2 * MAX_DEPENDENCIES;

/** More than this many wrong fields would only make the answer long. */
const MOST_ERRORS = 50;

export interface AtomicPorts {
  /** The job that a text asks for. @throws {ProblemError} for one that is not valid. */
  readonly read: (text: string, index: number) => NewJob;
  /** Stores all of the jobs or none. */
  readonly send: (jobs: readonly NewJob[]) => Promise<EnqueueAllAnswer>;
  /** Why nothing may be sent now; null where all is well. */
  readonly closed: () => ProblemError | null;
  readonly context: AnswerContext;
}

/** One bulk of which all jobs are stored or none: they are held until the last has come, hence the bounds. */
export class AtomicBulk {
  private readonly jobs: NewJob[] = [];
  private readonly errors: FieldError[] = [];
  private index = 0;
  private bytes = 0;
  private dependencies = 0;

  constructor(private readonly ports: AtomicPorts) {}

  /** @throws {ProblemError} `invalid` as soon as the bulk is too large to be stored in one step. */
  take(line: Line): void {
    const index = this.index;
    this.index += 1;
    if (index >= MAX_BATCH) {
      throw tooLarge(`at most ${MAX_BATCH} jobs`);
    }
    if ('problem' in line) {
      this.note(index, line.problem);
      return;
    }
    try {
      this.add(this.ports.read(line.text, index));
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      this.note(index, error);
    }
    if (this.bytes > MAX_ATOMIC_BYTES) {
      throw tooLarge(`at most ${MAX_ATOMIC_BYTES} bytes of payloads`);
    }
    if (this.dependencies > MAX_ATOMIC_DEPENDENCIES) {
      throw tooLarge(`at most ${MAX_ATOMIC_DEPENDENCIES} dependencies`);
    }
  }

  /** There always is, up to the bounds. */
  room(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing goes before all are there. */
  flush(): void {
    return undefined;
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * After the last job.
   *
   * @returns JSON text @throws {ProblemError} `invalid` with every job that is not valid, or why a job could not be
   *   stored; nothing was stored then
   */
  async finish(): Promise<string> {
    if (this.errors.length > 0) {
      throw invalid(this.errors.slice(0, MOST_ERRORS));
    }
    const closed = this.ports.closed();
    if (closed !== null) {
      throw closed;
    }
    const all = await this.ports.send(this.jobs);
    const bulk = new BulkAnswer();
    if (all.outcome === 'refused') {
      throw this.refusal(all.index, all.answer);
    }
    for (const [index, job] of this.jobs.entries()) {
      const answer = all.answers[index];
      if (answer?.outcome === 'created') {
        bulk.taken(index, { ...answer, id: job.id, queue: job.queue });
      } else if (answer?.outcome === 'duplicate') {
        const dedupKey = answer.holder === undefined ? undefined : job.dedup?.key;
        bulk.taken(index, { ...answer, id: answer.holder ?? job.id, dedupKey });
      } else {
        throw new Error(`all were stored, and of job ${index} came back ${answer?.outcome ?? 'nothing'}`);
      }
    }
    return bulk.finish();
  }

  private add(job: NewJob): void {
    this.jobs.push(job);
    this.bytes += Buffer.byteLength(job.payload);
    this.dependencies += job.dependsOn.length;
  }

  private note(index: number, problem: ProblemError): void {
    if (this.errors.length < MOST_ERRORS) {
      const { errors } = problem.options;
      this.errors.push(
        ...(errors === undefined
          ? [{ pointer: `/${index}`, detail: problem.detail }]
          : pointersIn(index, errors)),
      );
    }
  }

  private refusal(index: number, answer: Extract<EnqueueAllAnswer, { outcome: 'refused' }>['answer']): Error {
    const job = this.jobs[index];
    if (job === undefined || answer.outcome === 'created' || answer.outcome === 'duplicate') {
      return new Error(`job ${index} was refused as ${answer.outcome}`);
    }
    const { code, detail, options } = enqueueRefusal(job, answer, this.ports.context);
    return new ProblemError(code, `Nothing was stored, for job ${index}: ${detail}`, {
      ...options,
      ...(options.errors !== undefined && { errors: pointersIn(index, options.errors) }),
      extension: { ...options.extension, index },
    });
  }
}

function tooLarge(bound: string): ProblemError {
  return invalid([{ parameter: 'atomic', detail: `true takes ${bound} in one request` }]);
}
