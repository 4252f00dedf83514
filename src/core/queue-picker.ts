import type { QueueSelection } from './job-store';

/**
 * The order in which a claim looks at its queues.
 *
 * Smooth weighted round robin (nginx, 2012): over any sum-of-weights claims each queue comes first exactly
 * its weight's number of times, well mixed. The store gives what an unready queue leaves to the next in order.
 */
export class QueuePicker {
  private readonly queues: { readonly queue: string; readonly weight: number; current: number }[];
  private readonly total: number;
  private readonly all: boolean;

  constructor(selection: QueueSelection) {
    this.all = selection === '*';
    this.queues = selection === '*' ? [] : selection.map((entry) => ({ ...entry, current: 0 }));
    this.total = this.queues.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** For the next claim. */
  next(): QueueSelection {
    if (this.all) {
      return '*';
    }
    for (const entry of this.queues) {
      entry.current += entry.weight;
    }
    const order = [...this.queues].sort((a, b) => b.current - a.current);
    const first = order[0];
    if (first !== undefined) {
      first.current -= this.total;
    }
    return order.map(({ queue, weight }) => ({ queue, weight }));
  }
}
