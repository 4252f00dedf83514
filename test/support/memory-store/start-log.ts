import type { StartRate } from '../../../src/core/queue-settings';

/** What is kept longer than the span it is needed for (ms). */
const KEPT_MS = 1_000;

/** When the latest starts of a queue, or of a group, were; no more of them than their rate limits. */
export class StartLog {
  private times: number[] = [];
  private keptUntil = 0;

  record(n: number, rate: StartRate, now: number): void {
    this.forget(now);
    this.times = [...this.times, ...Array.from({ length: n }, () => now)].slice(-rate.limit);
    this.keptUntil = now + rate.perMs + KEPT_MS;
  }

  /** As long as the rate looks back, from now on: also where it is not the rate that the starts were recorded for. */
  keep(rate: StartRate, now: number): void {
    this.forget(now);
    this.keptUntil = now + rate.perMs + KEPT_MS;
  }

  /** How many more starts there is room for. */
  room({ limit, perMs }: StartRate, now: number): number {
    this.forget(now);
    return Math.max(0, limit - this.times.filter((at) => at + perMs >= now).length);
  }

  /** When there is room for one more, if `given` more starts had just been; null: there is. */
  roomAt(rate: StartRate, now: number, given = 0): number | null {
    if (this.room(rate, now) > given) {
      return null;
    }
    const times = [...this.times, ...Array.from({ length: given }, () => now)];
    return (times.at(-rate.limit) ?? now) + rate.perMs + 1;
  }

  private forget(now: number): void {
    if (this.keptUntil <= now) {
      this.times = [];
    }
  }
}
