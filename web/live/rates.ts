import type { Counters } from '../api/types';

interface Sample {
  readonly at: number;
  readonly counters: Counters;
}

/** A gap of more than this gives no rate (ms). */
const MOST_GAP_MS = 15_000;

/** How fast counters grow, from what was seen in the last seconds. */
export class RateMeter {
  private readonly samples: Sample[] = [];

  constructor(private readonly windowMs: number) {}

  add(at: number, counters: Counters): void {
    const last = this.samples.at(-1);
    // A store that lost its memory begins anew: that is no negative number of jobs.
    if (last !== undefined && (at - last.at > MOST_GAP_MS || counters.enqueued < last.counters.enqueued)) {
      this.samples.length = 0;
    }
    this.samples.push({ at, counters });
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) >= this.windowMs) {
      this.samples.shift();
    }
  }

  /** A second; null while not known. */
  of(name: keyof Counters): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 900) {
      return null;
    }
    return Math.max(0, ((last.counters[name] - first.counters[name]) * 1_000) / (last.at - first.at));
  }
}
