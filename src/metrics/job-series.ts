import type { EndedAttempt } from '../core/events';
import type { Tally } from './tallied-histogram';

/** Final states, as outcomes of the counter of finished jobs. */
export const FINAL_OUTCOMES = ['completed', 'failed', 'cancelled'] as const;

/** Where what happens to jobs of one queue and type is counted: found once for many jobs. */
export interface JobSeries {
  /** As the labels have them. */
  readonly queue: string;
  readonly type: string;
  readonly wait: Tally;
  readonly durations: Readonly<Record<EndedAttempt['outcome'], Tally>>;
  /** Since the counters were last read. */
  readonly finished: Record<(typeof FINAL_OUTCOMES)[number], number>;
  retries: number;
}

/** Remembers the series of queues and types; `make` bounds their number by bounding the names that it is asked for. */
export class SeriesIndex {
  private readonly byQueue = new Map<string, Map<string, JobSeries>>();
  private latest: { readonly queue: string; readonly type: string; readonly series: JobSeries } | null = null;

  /**
   * @param label of a queue or a type, from a bounded set
   * @param make for labels
   */
  constructor(
    private readonly label: {
      readonly queue: (name: string) => string;
      readonly type: (name: string) => string;
    },
    private readonly make: (queue: string, type: string) => JobSeries,
  ) {}

  /** Jobs of a kind come one behind the other: then it is not even looked up. */
  of({ queue, type }: { readonly queue: string; readonly type: string }): JobSeries {
    const { latest } = this;
    if (latest !== null && latest.queue === queue && latest.type === type) {
      return latest.series;
    }
    const series = this.labelled(this.label.queue(queue), this.label.type(type));
    this.latest = { queue, type, series };
    return series;
  }

  *[Symbol.iterator](): Iterator<JobSeries> {
    for (const types of this.byQueue.values()) {
      yield* types.values();
    }
  }

  /** Of jobs whose queue and type nobody here knows, and of labels. */
  labelled(queue: string, type: string): JobSeries {
    let types = this.byQueue.get(queue);
    if (types === undefined) {
      types = new Map();
      this.byQueue.set(queue, types);
    }
    let series = types.get(type);
    if (series === undefined) {
      series = this.make(queue, type);
      types.set(type, series);
    }
    return series;
  }
}
