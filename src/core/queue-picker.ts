import type { QueueSelection } from './claim';

interface Turns {
  readonly queue: string;
  readonly weight: number;
  /** What the queue is owed, in sums of weights. */
  current: number;
}

/**
 * How the jobs of a claim are shared among the worker's queues.
 *
 * Smooth weighted round robin (nginx, 2012), with a turn for each job: over any sum-of-weights jobs each queue has
 * exactly its weight's number of turns, well mixed, also when each claim is for one job. Queues of weight 0 have no
 * turns and stay in the order given: with nothing but such queues that order is strict. The store gives what an
 * unready queue leaves to the next in order.
 */
export class QueuePicker {
  private readonly queues: readonly Turns[];
  private readonly total: number;
  private readonly all: boolean;

  constructor(selection: QueueSelection) {
    this.all = selection === '*';
    this.queues = selection === '*' ? [] : selection.map((entry) => ({ ...entry, current: 0 }));
    this.total = this.queues.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** For the next claim, of at most `max` jobs: the queue whose turn it is first, each with its turns as its weight. */
  next(max: number): QueueSelection {
    if (this.all) {
      return '*';
    }
    if (this.total === 0) {
      return this.queues.map(({ queue }) => ({ queue, weight: 0 }));
    }
    const rounds = Math.floor(max / this.total);
    const turns = new Map(this.queues.map((entry) => [entry, rounds * entry.weight]));
    // Whole rounds leave everybody where they were. Each further job moves all queues on by their weights, and the
    // foremost, whose turn it is, back by a whole round.
    let first: readonly Turns[] | null = null;
    for (let job = rounds * this.total; job < max; job += 1) {
      this.queues.forEach((entry) => (entry.current += entry.weight));
      const order = this.inOrder();
      first ??= order;
      const [foremost] = order;
      if (foremost !== undefined) {
        foremost.current -= this.total;
        turns.set(foremost, (turns.get(foremost) ?? 0) + 1);
      }
    }
    return (first ?? this.inOrder()).map((entry) => ({ queue: entry.queue, weight: turns.get(entry) ?? 0 }));
  }

  private inOrder(): readonly Turns[] {
    return [...this.queues].sort((a, b) => b.current - a.current);
  }
}
