import type { Clock } from './clock';

/** Timers closer together than this are not worth their cost (ms). */
const GRAIN_MS = 5;

/**
 * Watches many deadlines with one timer, set for the earliest. A timer for each job would cost more than a
 * short job itself; here a job that ends in time costs one comparison.
 */
export class DeadlineSweep<T> {
  private timerAt = Infinity;
  private cancelTimer: (() => void) | null = null;

  /**
   * @param items what is watched now.
   * @param deadlineOf monotonic ms; Infinity: none (any more).
   * @param due called for each item whose deadline has passed; must move the deadline or drop the item.
   */
  constructor(
    private readonly clock: Clock,
    private readonly items: Iterable<T>,
    private readonly deadlineOf: (item: T) => number,
    private readonly due: (item: T) => void,
  ) {}

  /** To be called for each new deadline; one that moves later needs no call. */
  watch(deadline: number): void {
    if (deadline >= this.timerAt || deadline === Infinity) {
      return;
    }
    this.cancelTimer?.();
    this.timerAt = deadline;
    const wait = Math.max(0, Math.ceil(deadline - this.clock.monotonic()));
    this.cancelTimer = this.clock.after(wait, () => this.sweep());
  }

  stop(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.timerAt = Infinity;
  }

  private sweep(): void {
    this.cancelTimer = null;
    this.timerAt = Infinity;
    const now = this.clock.monotonic();
    let next = Infinity;
    const late: T[] = [];
    for (const item of this.items) {
      const deadline = this.deadlineOf(item);
      if (deadline <= now) {
        late.push(item);
      } else {
        next = Math.min(next, deadline);
      }
    }
    for (const item of late) {
      this.due(item);
    }
    this.watch(next === Infinity ? next : Math.max(next, now + GRAIN_MS));
  }
}
