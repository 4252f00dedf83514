import type { HistoryStore } from './history-store';
import { bucketOf, LATENCY_KINDS, type Latencies, type LatencyKind } from './latency';
import { PeriodicLoop } from './periodic-loop';
import type { LoopPorts } from './store-trouble';

const EVERY_MS = 2_000;

/** Counts how long jobs of a namespace waited and ran in this process, and adds that to the store's now and then. */
export class LatencyRecorder extends PeriodicLoop {
  private counts = none();
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
    return this.ports.clock.monotonic() - this.latestAt;
  }

  measured(kind: LatencyKind, ms: number): void {
    this.latestAt = this.ports.clock.monotonic();
    const bucket = bucketOf(ms);
    const counts = this.counts[kind];
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }

  /** What could not be added is lost: numbers of an outage help nobody afterwards. */
  async runOnce(): Promise<void> {
    const counts = this.counts;
    if (LATENCY_KINDS.some((kind) => counts[kind].size > 0)) {
      this.counts = none();
      await this.store.addLatencies(counts);
    }
  }
}

function none(): Record<LatencyKind, Map<number, number>> & Latencies {
  return { wait: new Map(), run: new Map() };
}
