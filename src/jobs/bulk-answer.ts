import type { FieldError, ProblemCode } from '../http/problem';
import { ProblemError } from '../http/problem';

/** Errors named for each job. A bulk has many: what is wrong with one is in the first few. */
const MOST_ERRORS_EACH = 5;

/** Refusals that are not about the job, and so about the whole request where there is nothing else. */
const NOT_ABOUT_THE_JOB: ReadonlySet<ProblemCode> = new Set([
  'rate_limited',
  'queue_full',
  'namespace_full',
  'draining',
  'store_unavailable',
  'store_full',
  'overloaded',
  'not_replicated',
]);

interface Taken {
  readonly outcome: 'created' | 'duplicate';
  readonly id: string;
  readonly state: string;
  readonly queue: string;
  /** Where another job holds it; `id` and all else are that job's. */
  readonly dedupKey?: string | undefined;
}

/**
 * Puts the answer to a bulk together: one result for each job, by its index. Results may come in any order.
 * What it holds is text, about 100 bytes a job and at most a few times that for one that was refused.
 */
export class BulkAnswer {
  private readonly results: string[] = [];
  private created = 0;
  private duplicate = 0;
  private refused = 0;
  private readonly refusals = new Map<ProblemCode, ProblemError>();

  taken(index: number, { outcome, id, state, queue, dedupKey }: Taken): void {
    this[outcome] += 1;
    // Every part is a name or a word of ours: nothing in them needs an escape.
    this.results[index] =
      `{"index":${index},"outcome":"${outcome}","job_id":"${id}","status":"${state}","queue":"${queue}"` +
      (dedupKey === undefined ? '}' : `,"dedup_key":"${dedupKey}"}`);
  }

  refuse(index: number, problem: ProblemError): void {
    this.refused += 1;
    const before = this.refusals.get(problem.code);
    if (before === undefined || secondsOf(problem) > secondsOf(before)) {
      this.refusals.set(problem.code, problem);
    }
    const seconds = secondsOf(problem);
    this.results[index] = JSON.stringify({
      index,
      outcome: problem.code,
      problem: {
        ...problem.toJSON(),
        ...(problem.options.errors === undefined
          ? {}
          : { errors: pointersIn(index, problem.options.errors) }),
        ...(seconds === 0 ? {} : { retry_after_s: seconds }),
      },
    });
  }

  /**
   * JSON text.
   *
   * @throws {ProblemError} where no job was taken, and all for one reason that is not about the jobs: then
   *   the whole request may be sent again later.
   */
  finish(): string {
    const [reason, ...others] = this.refusals.values();
    const none = this.created + this.duplicate === 0;
    if (none && reason !== undefined && others.length === 0 && NOT_ABOUT_THE_JOB.has(reason.code)) {
      const { headers, extension } = reason.options;
      throw new ProblemError(reason.code, reason.detail, {
        ...(headers === undefined ? {} : { headers }),
        extension: { ...extension, created: 0, duplicate: 0, refused: this.refused },
      });
    }
    return (
      `{"created":${this.created},"duplicate":${this.duplicate},"refused":${this.refused},` +
      `"results":[${this.results.join(',')}]}`
    );
  }
}

/** What is wrong with one job of a bulk, with pointers into the bulk; the first few. */
export function pointersIn(index: number, errors: readonly FieldError[]): FieldError[] {
  return errors
    .slice(0, MOST_ERRORS_EACH)
    .map((error) =>
      error.pointer === undefined ? error : { ...error, pointer: `/${index}${error.pointer}` },
    );
}

/** Of `Retry-After`; 0 where there is none. */
function secondsOf(problem: ProblemError): number {
  return Number(problem.options.headers?.['Retry-After'] ?? 0);
}
