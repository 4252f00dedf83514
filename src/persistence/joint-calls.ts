import type { ClaimAnswer, ClaimRequest } from '../core/claim';
import { StoreFullError, StoreUnavailableError } from '../core/errors';
import type { Completion, SettleAnswer } from '../core/settlement';
import type { TurnAnswer } from './commands/turn.command';

/** With more jobs the price of a call no longer counts, and one call would keep Redis from others for longer. */
const MOST_COMPLETIONS = 100;

export interface Calls {
  complete(completions: readonly Completion[]): Promise<SettleAnswer[]>;
  claim(request: ClaimRequest): Promise<ClaimAnswer>;
  both(completions: readonly Completion[], request: ClaimRequest): Promise<TurnAnswer>;
}

interface Held {
  readonly completions: readonly Completion[];
  readonly resolve: (answers: SettleAnswer[] | Promise<SettleAnswer[]>) => void;
}

/**
 * A worker claims as soon as it has sent the outcomes that made room for it. Completions and the claim behind them
 * go out as one call: most of what a call of a script costs, whatever is in it, is then paid once.
 *
 * Completions wait for a claim only until the caller's turn ends. To the callers nothing differs: where the joint call
 * fails by a fault of one half, each half is called again for itself. Both may be: completions are known by their tokens
 * and a claim by its nonce.
 */
export class JointCalls {
  private held: Held | null = null;

  constructor(private readonly calls: Calls) {}

  complete(completions: readonly Completion[]): Promise<SettleAnswer[]> {
    if (this.held !== null || completions.length > MOST_COMPLETIONS) {
      return this.calls.complete(completions);
    }
    return new Promise((resolve) => {
      const held: Held = { completions, resolve };
      this.held = held;
      queueMicrotask(() => {
        if (this.held === held) {
          this.held = null;
          resolve(this.calls.complete(completions));
        }
      });
    });
  }

  claim(request: ClaimRequest): Promise<ClaimAnswer> {
    const held = this.held;
    if (held === null) {
      return this.calls.claim(request);
    }
    this.held = null;
    const both = this.calls.both(held.completions, request);
    held.resolve(
      both.then(
        ({ completed }) => completed,
        (error: unknown) => orAgain(error, () => this.calls.complete(held.completions)),
      ),
    );
    return both.then(
      ({ claimed }) => claimed,
      (error: unknown) => orAgain(error, () => this.calls.claim(request)),
    );
  }
}

function orAgain<T>(error: unknown, call: () => Promise<T>): Promise<T> {
  if (error instanceof StoreUnavailableError || error instanceof StoreFullError) {
    throw error;
  }
  return call();
}
