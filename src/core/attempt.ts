import type { AttemptLog } from './attempt-log';
import { dependencyEnds, type DependencyEnd } from './dependency-ends';
import {
  InvalidFollowUpError,
  MAX_FOLLOW_UP_DEPENDENCIES,
  MAX_FOLLOW_UPS,
  type FollowUpReader,
} from './follow-up';
import type { HandlerContext } from './handler';
import { DEFAULT_TIMEOUT_MS, type ClaimedJob, type NewJob } from './job';
import type { JobStore } from './job-store';
import { MAX_PROGRESS_BYTES } from './settlement';

/**
 * One run of a job in this process.
 *
 * States: `waiting` (claimed, no handler yet; may go on to `settling` without one) → `running` (the handler has it) →
 * `settling` (its outcome is on its way to the store) → `ended` (settled, or given up). What the handler does after
 * `running` is ignored.
 */
export class Attempt {
  state: 'waiting' | 'running' | 'settling' | 'ended' = 'waiting';
  /** Its handler was, or is about to be, called. */
  began = false;
  /** When the handler was called, monotonic ms; before that, `claimedAt`. */
  startedAt: number;
  /** When the attempt is cut off, monotonic ms; Infinity: it has not begun. */
  limitAt = Infinity;
  /** The store said that somebody else has the job, or nobody: nothing is to be written about it. */
  leaseLost = false;
  /** A loss is told once, whether this process or the store noticed it. */
  lossTold = false;
  /** Where its list has it. */
  place = -1;
  /** JSON text that has not reached the store yet. */
  progress: string | null = null;
  /** Lines that have not reached the store yet; null: the handler wrote none. */
  log: AttemptLog | null = null;
  /** Jobs that are to follow. */
  readonly followUps: NewJob[] = [];
  readonly context: HandlerContext;
  private reason: Error | null = null;
  private controller: AbortController | null = null;

  /**
   * @param claimedAt when the claim was answered, monotonic ms.
   * @param leaseEndsAt when the lease ends if it is not renewed, monotonic ms, rather too early.
   * @param progressed called when there is progress to store.
   * @param wrote called for each line that the handler writes.
   * @param store where to read what the job depends on.
   */
  constructor(
    readonly job: ClaimedJob,
    readonly claimedAt: number,
    public leaseEndsAt: number,
    private readonly progressed: () => void,
    private readonly wrote: (attempt: Attempt, line: string) => void,
    readonly store: Pick<JobStore, 'dependencies' | 'get'>,
    private readonly readFollowUp: FollowUpReader,
  ) {
    this.startedAt = claimedAt;
    this.context = new AttemptContext(this);
  }

  /** @param now monotonic ms. */
  begin(now: number): void {
    this.state = 'running';
    this.began = true;
    this.startedAt = now;
    this.limitAt = now + (this.job.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  /** Why the handler was asked to stop; null: it was not. */
  get abortReason(): Error | null {
    return this.reason;
  }

  /** Asks the handler to stop. The first reason stays. */
  abort(reason: Error): void {
    if (this.reason === null) {
      this.reason = reason;
      this.controller?.abort(reason);
    }
  }

  /** Made when first asked for: most handlers never look at it. */
  get signal(): AbortSignal {
    if (this.controller === null) {
      this.controller = new AbortController();
      if (this.reason !== null) {
        this.controller.abort(this.reason);
      }
    }
    return this.controller.signal;
  }

  follow(asked: unknown): string {
    const job = this.readFollowUp(asked, this.job, this.followUps.length);
    const dependencies = this.followUps.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0);
    if (this.followUps.length >= MAX_FOLLOW_UPS) {
      throw new InvalidFollowUpError(`a job may have ${MAX_FOLLOW_UPS} follow-ups, not more`);
    }
    if (dependencies + job.dependsOn.length > MAX_FOLLOW_UP_DEPENDENCIES) {
      throw new InvalidFollowUpError(
        `all follow-ups together may depend on ${MAX_FOLLOW_UP_DEPENDENCIES} jobs, not more`,
      );
    }
    if (this.state !== 'running') {
      throw new InvalidFollowUpError('the attempt has ended');
    }
    this.followUps.push(job);
    return job.id;
  }

  write(line: string): void {
    if (typeof line !== 'string') {
      throw new TypeError('a log line must be a string');
    }
    if (this.state === 'running') {
      this.wrote(this, line);
    }
  }

  report(value: unknown): void {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined || Buffer.byteLength(text) > MAX_PROGRESS_BYTES) {
      throw new RangeError(`progress must be a JSON value of at most ${MAX_PROGRESS_BYTES} bytes`);
    }
    if (this.state === 'running') {
      this.progress = text;
      this.progressed();
    }
  }
}

/** The handler's view of its attempt; everything in it is made on demand. */
class AttemptContext implements HandlerContext {
  readonly #attempt: Attempt;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  get job(): ClaimedJob {
    return this.#attempt.job;
  }

  get attempt(): number {
    return this.#attempt.job.attempt;
  }

  get signal(): AbortSignal {
    return this.#attempt.signal;
  }

  get followUp(): (job: object) => string {
    return (job) => this.#attempt.follow(job);
  }

  get log(): (line: string) => void {
    return (line) => this.#attempt.write(line);
  }

  get dependencies(): () => AsyncIterable<DependencyEnd> {
    return () => dependencyEnds(this.#attempt.store, this.#attempt.job.id);
  }

  /** A getter, so that it also works when taken out of the context. */
  get progress(): (value: unknown) => void {
    return (value) => {
      try {
        this.#attempt.report(value);
      } catch (error) {
        throw error instanceof RangeError ? error : new RangeError('progress is not JSON', { cause: error });
      }
    };
  }
}
