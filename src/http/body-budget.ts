import { ProblemError, retryAfter } from './problem';

const RETRY_MS = 1_000;

/**
 * How many bytes of bodies this process holds while they still arrive. Each body has a limit of its own; a thousand
 * clients that send nearly all of one and then wait would take the memory all the same.
 */
export class BodyBudget {
  private held = 0;

  constructor(private limit: number) {}

  /** For the whole process, whoever set it last. @param limit bytes */
  allow(limit: number): void {
    this.limit = limit;
  }

  /** Room for this many bytes more. @throws {ProblemError} `overloaded` where there is none; nothing is taken then. */
  take(bytes: number): void {
    if (this.held + bytes > this.limit) {
      throw new ProblemError('overloaded', 'The service receives as much at once as it may', {
        headers: retryAfter(RETRY_MS),
      });
    }
    this.held += bytes;
  }

  give(bytes: number): void {
    this.held -= bytes;
  }
}

/** Memory is the process's: so is its limit. */
export const bodiesInFlight = new BodyBudget(268_435_456);
