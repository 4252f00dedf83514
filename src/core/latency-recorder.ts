import type { HistoryStore, QueueMeasured } from './history-store';
import {
  BUCKETS,
  bucketOf,
  LATENCY_KINDS,
  type Histogram,
  type Latencies,
  type LatencyKind,
} from './latency';
import { PeriodicLoop } from './periodic-loop';
import type { LoopPorts } from './store-trouble';

const EVERY_MS = 2_000;

/** Of one round; senders choose names, and what comes beyond counts for the namespace only. */
const MOST_QUEUES = 200;
const MOST_CODES = 50;

/** Counts of one queue, or of all that have none of their own. */
interface Counts {
  readonly queue: string | null;
  readonly measured: Readonly<Record<LatencyKind, number[]>>;
  readonly errors: Map<string, number>;
}

/**
 * Counts how long jobs of a namespace waited and ran in this process, and with what error attempts failed, by the queue; adds
 * that to the store's now and then. Asked of every job, so a number in an array is all that one costs.
 */
export class LatencyRecorder extends PeriodicLoop {
  private counts = new Map<string, Counts>();
  private others = none(null);
  /** Jobs of a queue come one behind the other. */
  private latest: Counts | null = null;
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

  measured(kind: LatencyKind, queue: string, ms: number): void {
    const counts = this.of(queue).measured[kind];
    const bucket = bucketOf(ms);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  /** An attempt failed, whether or not the job is tried again. */
  failed(queue: string, code: string): void {
    const { errors } = this.of(queue);
    const known = errors.get(code);
    if (known !== undefined || errors.size < MOST_CODES) {
      errors.set(code, (known ?? 0) + 1);
    }
  }

  /** What could not be added is lost: numbers of an outage help nobody afterwards. */
  async runOnce(): Promise<void> {
    if (this.measuredNow) {
      const all = [...this.counts.values(), this.others];
      this.counts = new Map();
      this.others = none(null);
      this.latest = null;
      this.measuredNow = false;
      this.latestAt = this.ports.clock.monotonic();
      await this.store.addMeasured(sumOf(all), new Map(all.flatMap(queueMeasured)));
    }
  }

  private of(queue: string): Counts {
    this.measuredNow = true;
    const { latest } = this;
    if (latest !== null && latest.queue === queue) {
      return latest;
    }
    const counts = this.find(queue);
    this.latest = counts;
    return counts;
  }

  private find(queue: string): Counts {
    const known = this.counts.get(queue);
    if (known !== undefined || this.counts.size >= MOST_QUEUES) {
      return known ?? this.others;
    }
    const counts = none(queue);
    this.counts.set(queue, counts);
    return counts;
  }
}

function none(queue: string | null): Counts {
  const zeros = () => Array<number>(BUCKETS).fill(0);
  return { queue, measured: { wait: zeros(), run: zeros() }, errors: new Map() };
}

function sumOf(all: readonly Counts[]): Latencies {
  const sum = none(null).measured;
  for (const { measured } of all) {
    for (const kind of LATENCY_KINDS) {
      measured[kind].forEach((count, bucket) => (sum[kind][bucket] = (sum[kind][bucket] ?? 0) + count));
    }
  }
  return latenciesOf(sum);
}

function queueMeasured({ queue, measured, errors }: Counts): [string, QueueMeasured][] {
  return queue === null ? [] : [[queue, { latencies: latenciesOf(measured), errors }]];
}

function latenciesOf({ wait, run }: Counts['measured']): Latencies {
  return { wait: histogramOf(wait), run: histogramOf(run) };
}

function histogramOf(counts: readonly number[]): Histogram {
  return new Map([...counts.entries()].filter(([, count]) => count > 0));
}
