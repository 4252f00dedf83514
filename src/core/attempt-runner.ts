import type { Attempt } from './attempt';
import { boundedError } from './bounded-error';
import type { Faults } from './fault';
import type { Handler } from './handler';
import { AttemptTimeoutError } from './handler-errors';
import { returned, threw, timedOut, type Outcome } from './outcome';
import type { RandomSource } from './random';

/**
 * Runs handlers and makes one outcome of whatever becomes of them. Whatever a handler returns, throws or
 * never does, its attempt ends exactly once; what comes later is ignored.
 */
export class AttemptRunner {
  constructor(
    private readonly faults: Faults,
    private readonly random: RandomSource,
    private readonly maxResultBytes: number,
    private readonly settle: (attempt: Attempt, outcome: Outcome) => void,
  ) {}

  /** Does not wait for the handler, and never throws. */
  start(attempt: Attempt, handler: Handler): void {
    let payload: unknown;
    try {
      payload = JSON.parse(attempt.job.payload);
    } catch (error) {
      const { message } = boundedError(error);
      const unreadable = { code: 'payload_unreadable', message: `the payload is not JSON: ${message}` };
      this.end(attempt, { kind: 'failed', error: unreadable, retryInMs: null });
      return;
    }
    try {
      const fault = this.faults.of(attempt.job);
      const value =
        fault === null
          ? handler(payload, attempt.context)
          : this.faults.carryOut(fault, handler, payload, attempt.context);
      if (typeof value === 'object' && value !== null) {
        Promise.resolve(value).then(
          (result) => this.end(attempt, this.outcomeOf(attempt, result)),
          (error: unknown) => this.end(attempt, threw(attempt, error, this.random)),
        );
      } else {
        this.end(attempt, this.outcomeOf(attempt, value));
      }
    } catch (error) {
      this.end(attempt, threw(attempt, error, this.random));
    }
  }

  /** The attempt ran over its limit: it fails now, whether or not its handler reacts to the signal. */
  cutOff(attempt: Attempt): void {
    if (attempt.state === 'running') {
      const limitMs = Math.round(attempt.limitAt - attempt.startedAt);
      attempt.abort(new AttemptTimeoutError(limitMs));
      // The handler may have ended the attempt while it heard of the abort.
      this.end(attempt, timedOut(attempt.job, limitMs, this.random));
    }
  }

  private outcomeOf(attempt: Attempt, result: unknown): Outcome {
    return attempt.state === 'running' ? returned(result, this.maxResultBytes) : LATE;
  }

  private end(attempt: Attempt, outcome: Outcome): void {
    if (attempt.state === 'running') {
      attempt.state = 'settling';
      this.settle(attempt, outcome);
    }
  }
}

/** Of an attempt that has ended already: never looked at. */
const LATE: Outcome = { kind: 'completed', result: null, resultError: null };
