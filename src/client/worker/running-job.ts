import type { LeasedJob } from '../types';
import type { JobContext } from './handler';

/** Most bytes of a progress note, as JSON. */
const MAX_PROGRESS_BYTES = 512;

/**
 * One attempt of a job in this process.
 *
 * States: `running` (the handler has it) → `settling` (its outcome is on its way to the service) → `ended` (recorded,
 * lost or given up). What the handler does after `running` is ignored.
 */
export class RunningJob {
  state: 'running' | 'settling' | 'ended' = 'running';
  /** JSON text that has not reached the service yet. */
  progress: string | null = null;
  readonly context: JobContext;
  /** When the attempt is cut off, monotonic ms. */
  readonly limitAt: number;
  private readonly controller = new AbortController();
  private reason: Error | null = null;

  /**
   * @param startedAt monotonic ms.
   * @param leaseEndsAt when the lease ends if it is not renewed, monotonic ms, rather too early.
   * @param progressed called when there is progress to send.
   */
  constructor(
    readonly job: LeasedJob,
    readonly startedAt: number,
    public leaseEndsAt: number,
    private readonly progressed: () => void,
  ) {
    this.limitAt = startedAt + job.timeout_ms;
    this.context = {
      job,
      attempt: job.attempt,
      signal: this.controller.signal,
      progress: (value) => this.report(value),
    };
  }

  /** Why the handler was asked to stop; null: it was not. */
  get abortReason(): Error | null {
    return this.reason;
  }

  /** Asks the handler to stop. The first reason stays. */
  abort(reason: Error): void {
    if (this.reason === null) {
      this.reason = reason;
      this.controller.abort(reason);
    }
  }

  private report(value: unknown): void {
    const text = jsonOf(value);
    if (text === undefined || Buffer.byteLength(text) > MAX_PROGRESS_BYTES) {
      throw new RangeError(`progress must be a JSON value of at most ${MAX_PROGRESS_BYTES} bytes`);
    }
    if (this.state === 'running') {
      this.progress = text;
      this.progressed();
    }
  }
}

/** undefined for what has no JSON. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
