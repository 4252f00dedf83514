import type { Attempt } from './attempt';
import type { Clock } from './clock';
import type { Handler } from './handler';

/** A claimed job that found no room for so long is handed back, for another worker to have (ms). */
export const LONGEST_WAIT_MS = 10;

export interface Runnable {
  readonly attempt: Attempt;
  readonly handler: Handler;
}

/** Whose attempts they are. Neither throws, whatever the handler does. */
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

  /** Takes room for up to `max` handlers. @returns for how many; none while others wait, who have all that there is. */
  take(max: number): number {
    const granted = Math.min(max, this.room);
    this.room -= granted;
    return granted;
  }

  /** Starts them once there is room: at once if handlers that began a moment ago have ended already. */
  wait(starter: Starter, all: readonly Runnable[]): void {
    for (const one of all) {
      this.waiting.push({ starter, one });
    }
    this.startNext();
    this.watch();
  }

  /** A handler has ended, or is no longer waited for. */
  leave(): void {
    this.room += 1;
    this.startNext();
  }

  /** Takes out those that wait, to be handed back. */
  clear(starter: Starter): void {
    this.handBack((entry) => entry.starter === starter);
  }

  private startNext(): void {
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
      // A handler that blocks the event loop keeps the timer from it too: those behind must not wait for more of that.
      if (this.isOverdue(next)) {
        next.starter.handBack(next.one);
        continue;
      }
      this.room -= 1;
      next.starter.start(next.one);
    }
    this.starting = false;
  }

  private watch(): void {
    const oldest = this.waiting[0];
    if (oldest === undefined || this.cancelTimer !== null) {
      return;
    }
    const waited = this.clock.monotonic() - oldest.one.attempt.claimedAt;
    this.cancelTimer = this.clock.after(Math.max(1, Math.ceil(LONGEST_WAIT_MS - waited)), () => {
      this.cancelTimer = null;
      this.handBack((entry) => this.isOverdue(entry));
      this.watch();
    });
  }

  private isOverdue({ one }: Waiting): boolean {
    return this.clock.monotonic() - one.attempt.claimedAt >= LONGEST_WAIT_MS;
  }

  private handBack(concerned: (entry: Waiting) => boolean): void {
    // Each is asked about once, since time goes on; and all are out before the first is handed back.
    const out: Waiting[] = [];
    for (const entry of this.waiting.splice(0)) {
      (concerned(entry) ? out : this.waiting).push(entry);
    }
    for (const { starter, one } of out) {
      starter.handBack(one);
    }
    if (this.waiting.length === 0) {
      this.cancelTimer?.();
      this.cancelTimer = null;
    }
  }
}
