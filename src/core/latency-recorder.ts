import type { HistoryStore } from './history-store';
import { BUCKETS, bucketOf, type Histogram, type LatencyKind } from './latency';
import { PeriodicLoop } from './periodic-loop';
import type { LoopPorts } from './store-trouble';

const EVERY_MS = 2_000;

/**
 * Counts how long jobs of a namespace waited and ran in this process, and adds that to the store's now and then. Asked of
 * every job, so a number in an array is all that one costs.
 */
export class LatencyRecorder extends PeriodicLoop {
  private counts = none();
  private measuredNow = false;
  /** As it was last seen that something was measured. */
  private latestAt: number;

  constructor(
    private readonly store: HistoryStore,
    ports: LoopPorts,
  ) {
    super(`latency (${store.namespace})`, EVERY_MS, ports);
    this.latestAt = ports.clock.monotonic();
  }

  /** Nothing was measured for so long (ms). */
  get idleMs(): number {
    return this.measuredNow ? 0 : this.ports.clock.monotonic() - this.latestAt;
  }

  measured(kind: LatencyKind, ms: number): void {
    const counts = this.counts[kind];
    const bucket = bucketOf(ms);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.measuredNow = true;
  }

  /** What could not be added is lost: numbers of an outage help nobody afterwards. */
  async runOnce(): Promise<void> {
    if (this.measuredNow) {
      const { wait, run } = this.counts;
      this.counts = none();
      this.measuredNow = false;
      this.latestAt = this.ports.clock.monotonic();
      await this.store.addLatencies({ wait: histogramOf(wait), run: histogramOf(run) });
    }
  }
}

function none(): Record<LatencyKind, number[]> {
  return { wait: Array<number>(BUCKETS).fill(0), run: Array<number>(BUCKETS).fill(0) };
}

function histogramOf(counts: readonly number[]): Histogram {
  return new Map([...counts.entries()].filter(([, count]) => count > 0));
}
