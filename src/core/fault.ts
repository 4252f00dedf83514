import { sleep, type Clock } from './clock';
import { SluiceError } from './errors';
import { injectedFailure, type FailureKind, type GlobalFailureRate } from './failure-injection';
import type { Handler, HandlerContext } from './handler';
import { AttemptTimeoutError } from './handler-errors';
import { DEFAULT_TIMEOUT_MS, type ClaimedJob } from './job';

/** What an attempt fails with that was asked to. */
export class InjectedFailureError extends SluiceError {
  readonly code = 'injected_failure';

  constructor(attempt: number) {
    super(`attempt ${attempt} was asked to fail (failure injection)`);
  }
}

export interface FaultOptions {
  /** Whether the wishes of jobs count; where this is off, one that is stored already is ignored. */
  readonly wishes: boolean;
  readonly global: GlobalFailureRate;
  /** Ends the process at once, as a crash would. */
  readonly crash: () => void;
}

const DEFAULT_SLOW_MS = 1_000;

/** Decides which attempts fail on purpose, and carries the failures out in the handler's place. */
export class Faults {
  constructor(
    private readonly options: FaultOptions,
    private readonly clock: Clock,
  ) {}

  /** The failure that this attempt is to show; null, as for most: none. */
  of(job: ClaimedJob): FailureKind | null {
    const { wishes, global } = this.options;
    if ((job.failureInjection === null || !wishes) && global.rate === 0) {
      return null;
    }
    return injectedFailure(wishes ? job : { id: job.id, failureInjection: null }, job.attempt, global);
  }

  async carryOut(
    kind: FailureKind,
    handler: Handler,
    payload: unknown,
    context: HandlerContext,
  ): Promise<unknown> {
    const { job, signal } = context;
    switch (kind) {
      case 'error':
        throw new InjectedFailureError(context.attempt);
      case 'timeout':
        throw new AttemptTimeoutError(job.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      case 'crash':
        this.options.crash();
        return untilAborted(signal);
      case 'hang':
        return untilAborted(signal);
      case 'slow':
        await sleep(this.clock, job.failureInjection?.slowMs ?? DEFAULT_SLOW_MS, signal);
        signal.throwIfAborted();
        return handler(payload, context);
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) {
      stop();
    } else {
      signal.addEventListener('abort', stop, { once: true });
    }
  });
}
