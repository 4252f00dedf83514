import {
  Gauge,
  Histogram,
  type MetricObjectWithValues,
  type MetricValueWithName,
  type Registry,
} from 'prom-client';

/** Values of one set of labels. To add one costs no look at the labels: who measures keeps the tally. */
export class Tally {
  count = 0;
  sum = 0;
  /** How many fell into each bucket, not into those below it. */
  readonly inBucket: number[];

  /** @param bounds upper ones, ascending */
  constructor(private readonly bounds: readonly number[]) {
    this.inBucket = bounds.map(() => 0);
  }

  observe(value: number): void {
    const { bounds, inBucket } = this;
    this.count += 1;
    this.sum += value;
    for (let i = 0; i < bounds.length; i += 1) {
      if (value <= (bounds[i] ?? Infinity)) {
        inBucket[i] = (inBucket[i] ?? 0) + 1;
        return;
      }
    }
  }
}

interface Options<T extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly T[];
  readonly buckets: readonly number[];
  readonly registers: Registry[];
}

/**
 * A histogram that is written out as prom-client writes its own, and that is added to without a look at the labels: that
 * of prom-client checks and hashes them for each value. (A gauge by its class only: the registry asks metrics of any
 * class for their values and their names.)
 */
export class TalliedHistogram<T extends string> extends Gauge<T> {
  private readonly tallies = new Map<
    string,
    { readonly labels: Partial<Record<T, string>>; readonly tally: Tally }
  >();
  private readonly shape: Histogram<T>;
  private readonly bounds: readonly number[];
  private readonly metricName: string;

  constructor({ name, help, labelNames, buckets, registers }: Options<T>) {
    super({ name, help, labelNames, registers });
    this.bounds = buckets;
    this.metricName = name;
    this.shape = new Histogram({ name, help, labelNames, registers: [] });
  }

  /** The tally of these labels, always the same one; it is written out from its first value on. */
  tally(labels: Record<T, string>): Tally {
    const key = JSON.stringify(Object.entries(labels).sort());
    let known = this.tallies.get(key);
    if (known === undefined) {
      known = { labels, tally: new Tally(this.bounds) };
      this.tallies.set(key, known);
    }
    return known.tally;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<T>>> {
    const values = [...this.tallies.values()]
      .filter(({ tally }) => tally.count > 0)
      .flatMap(({ labels, tally }) => this.written(labels, tally));
    return { ...(await this.shape.get()), values };
  }

  private written(
    labels: Partial<Record<T, string>>,
    { inBucket, count, sum }: Tally,
  ): MetricValueWithName<T>[] {
    let below = 0;
    const buckets = [...this.bounds.entries()].map(([index, le]) => {
      below += inBucket[index] ?? 0;
      return { metricName: `${this.metricName}_bucket`, labels: { le, ...labels }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${this.metricName}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
      { metricName: `${this.metricName}_sum`, labels, value: sum },
      { metricName: `${this.metricName}_count`, labels, value: count },
    ];
  }
}
