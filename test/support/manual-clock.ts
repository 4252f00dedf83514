import type { Clock } from '../../src/core/clock';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  private time = 0;
  private order = 0;
  private readonly timers = new Set<Timer>();

  monotonic(): number {
    return this.time;
  }

  now(): number {
    return 1_700_000_000_000 + this.time;
  }

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.time + Math.max(0, ms), order: (this.order += 1), task };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  get pending(): number {
    return this.timers.size;
  }

  /**
   * Moves on by `ms`, timer by timer, and lets everything that each timer sets off come to rest before the
   * next one.
   */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const next = [...this.timers].sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined || next.at > end) {
        break;
      }
      this.timers.delete(next);
      this.time = next.at;
      next.task();
      await settled();
    }
    this.time = end;
    await settled();
  }
}

/** Until promises and ticks that are under way have run: no store in a unit test takes longer. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
