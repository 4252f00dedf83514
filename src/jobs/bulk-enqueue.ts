import type { NewJob } from '../core/job';
import type { EnqueueAnswer } from '../core/enqueue-answer';
import { MAX_BATCH } from '../core/job-store';
import { MAX_BATCH_BYTES } from '../core/tick-batcher';
import { ProblemError } from '../http/problem';
import { problemOf } from '../http/problem-of';
import type { Line } from '../http/read-lines';
import { BulkAnswer } from './bulk-answer';
import { enqueueRefusal, type AnswerContext } from './enqueue-answer';

export interface BulkPorts {
  /** The job that a text asks for. @throws {ProblemError} for one that is not valid. */
  readonly read: (text: string, index: number) => NewJob;
  /** Stores at most MAX_BATCH jobs. */
  readonly send: (jobs: readonly NewJob[]) => Promise<readonly EnqueueAnswer[]>;
  /** Why nothing may be sent now; null where all is well. */
  readonly closed: () => ProblemError | null;
  readonly context: AnswerContext;
}

interface Waiting {
  readonly index: number;
  readonly job: NewJob;
}

/**
 * One bulk on its way into the store: batches of at most MAX_BATCH jobs and (but for one job that is larger by
 * itself) MAX_BATCH_BYTES, one in flight, while the next is read. They go in order, so of two jobs of the same
 * id the first is the one that is stored.
 *
 * Once the store has failed, the rest is not sent: each batch would wait for as long, and a sender wants to
 * know soon. Jobs of the batch that failed may be stored; sent again with their ids, or with the same
 * Idempotency-Key, they are `duplicate` then.
 */
export class BulkEnqueue {
  private readonly answer = new BulkAnswer();
  private waiting: Waiting[] = [];
  private bytes = 0;
  private index = 0;
  private sending: Promise<void> | null = null;
  private fault: ProblemError | null = null;
  private unexpected: { readonly error: unknown } | null = null;

  constructor(private readonly ports: BulkPorts) {}

  /** Takes in the next job. Whoever gives many waits for {@link room} between them. */
  take(line: Line): void {
    const index = this.index;
    this.index += 1;
    if ('problem' in line) {
      this.answer.refuse(index, line.problem);
      return;
    }
    try {
      const job = this.ports.read(line.text, index);
      this.waiting.push({ index, job });
      this.bytes += job.payload.length;
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
      this.answer.refuse(index, error);
    }
  }

  /** Sends what there is, without waiting for more. */
  flush(): void {
    if (this.sending !== null || this.waiting.length === 0) {
      return;
    }
    this.sending = this.send(this.nextBatch()).finally(() => {
      this.sending = null;
      this.flush();
    });
  }

  /** Resolves once there is room for the next job; at once if there is. */
  async room(): Promise<void> {
    while (this.waiting.length >= MAX_BATCH || this.bytes >= MAX_BATCH_BYTES) {
      this.flush();
      await this.sending;
    }
  }

  /**
   * After the last job.
   *
   * @returns JSON text @throws {ProblemError} see {@link BulkAnswer.finish}
   */
  async finish(): Promise<string> {
    this.flush();
    while (this.sending !== null) {
      await this.sending;
    }
    if (this.unexpected !== null) {
      throw this.unexpected.error;
    }
    return this.answer.finish();
  }

  /** The sender left: what is not on its way stays out. */
  async abandon(): Promise<void> {
    this.waiting = [];
    await this.sending;
  }

  private nextBatch(): readonly Waiting[] {
    const [first] = this.waiting;
    let bytes = first?.job.payload.length ?? 0;
    let end = 1;
    for (; end < Math.min(this.waiting.length, MAX_BATCH); end++) {
      const size = this.waiting[end]?.job.payload.length ?? 0;
      if (bytes + size > MAX_BATCH_BYTES) {
        break;
      }
      bytes += size;
    }
    this.bytes -= bytes;
    return this.waiting.splice(0, end);
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    this.fault ??= this.ports.closed();
    if (this.fault === null) {
      try {
        this.note(batch, await this.ports.send(batch.map(({ job }) => job)));
        return;
      } catch (error) {
        this.fault = problemOf(error);
        if (this.fault === null) {
          this.unexpected ??= { error };
          return;
        }
      }
    }
    for (const { index } of batch) {
      this.answer.refuse(index, this.fault);
    }
  }

  private note(batch: readonly Waiting[], answers: readonly EnqueueAnswer[]): void {
    for (const [at, { index, job }] of batch.entries()) {
      const answer = answers[at];
      if (answer === undefined) {
        throw new Error(`${batch.length} jobs were sent and ${answers.length} answers came back`);
      }
      if (answer.outcome === 'created') {
        this.answer.taken(index, { ...answer, id: job.id, queue: job.queue });
      } else if (answer.outcome === 'duplicate') {
        const dedupKey = answer.holder === undefined ? undefined : job.dedup?.key;
        this.answer.taken(index, { ...answer, id: answer.holder ?? job.id, dedupKey });
      } else {
        this.answer.refuse(index, enqueueRefusal(job, answer, this.ports.context));
      }
    }
  }
}
