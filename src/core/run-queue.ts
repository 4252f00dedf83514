import type { Attempt } from './attempt';
import type { Clock } from './clock';
import type { Handler } from './handler';

/** A claimed job that found no room for so long is handed back, for another worker to have (ms). */
export const LONGEST_WAIT_MS = 10;

export interface Runnable {
  readonly attempt: Attempt;
  readonly handler: Handler;
}

/** Whose attempts they are. */
export interface Starter {
  /** Calls the handler; its room is taken. To be followed by `leave`, once and at any time. */
  start(one: Runnable): void;
  /** It waited too long, and has left the queue. */
  handBack(one: Runnable): void;
}

interface Waiting {
  readonly starter: Starter;
  readonly one: Runnable;
}

/**
 * Lets no more handlers run at once than there is room for in this process, over all namespaces. Jobs that were
 * claimed ahead (`Prefetch`) wait here, first come first served, and not for long.
 */
export class RunQueue {
  private readonly waiting: Waiting[] = [];
  private starting = false;
  private cancelTimer: (() => void) | null = null;

  constructor(
    private room: number,
    private readonly clock: Clock,
  ) {}

  /** Takes room for up to `max` handlers. @returns for how many; none while others wait for it. */
  take(max: number): number {
    const granted = this.waiting.length > 0 ? 0 : Math.min(max, this.room);
    this.room -= granted;
    return granted;
  }

  wait(starter: Starter, one: Runnable): void {
    this.waiting.push({ starter, one });
    this.watch();
  }

  /** A handler has ended, or is no longer waited for. */
  leave(): void {
    this.room += 1;
    // Handlers may end before their start returns: the loop goes on with the next instead of starting it from there.
    if (this.starting) {
      return;
    }
    this.starting = true;
    while (this.room > 0) {
      const next = this.waiting.shift();
      if (next === undefined) {
        break;
      }
      this.room -= 1;
      next.starter.start(next.one);
    }
    this.starting = false;
  }

  /** Takes out those that wait, to be handed back. */
  clear(starter: Starter): void {
    this.handBack((entry) => entry.starter === starter);
  }

  private watch(): void {
    const oldest = this.waiting[0];
    if (oldest === undefined || this.cancelTimer !== null) {
      return;
    }
    const waited = this.clock.monotonic() - oldest.one.attempt.claimedAt;
    this.cancelTimer = this.clock.after(Math.max(1, Math.ceil(LONGEST_WAIT_MS - waited)), () => {
      this.cancelTimer = null;
      const before = this.clock.monotonic() - LONGEST_WAIT_MS;
      this.handBack(({ one }) => one.attempt.claimedAt <= before);
      this.watch();
    });
  }

  private handBack(concerned: (entry: Waiting) => boolean): void {
    const out = this.waiting.filter(concerned);
    const left = this.waiting.filter((entry) => !concerned(entry));
    this.waiting.splice(0, this.waiting.length, ...left);
    for (const { starter, one } of out) {
      starter.handBack(one);
    }
    if (left.length === 0) {
      this.cancelTimer?.();
      this.cancelTimer = null;
    }
  }
}
