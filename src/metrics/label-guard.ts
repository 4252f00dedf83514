/**
 * Keeps a metric's label to a bounded set of values (Prometheus: "do not use labels to store dimensions with
 * high cardinality"): senders choose names, and each new one would be a time series for ever.
 */
export class LabelGuard {
  private readonly seen = new Set<string>();

  constructor(private readonly most: number) {}

  /** The value itself while there is room, else `other`. */
  bound(value: string): string {
    if (this.seen.has(value)) {
      return value;
    }
    if (this.seen.size >= this.most) {
      return 'other';
    }
    this.seen.add(value);
    return value;
  }
}
