import type { QueueSelection } from './claim';

interface Turns {
  readonly queue: string;
  readonly weight: number;
  /** What the queue is owed, in sums of weights. */
  current: number;
  /** The same for being the first in the order of a claim. */
  head: number;
}

/**
 * How the jobs of a claim are shared among the worker's queues.
 *
 * Smooth weighted round robin (nginx, 2012), with a turn for each job: over any sum-of-weights jobs each queue has
 * exactly its weight's number of turns, well mixed, also when each claim is for one job. Queues of weight 0 have no
 * turns and stay in the order given: with nothing but such queues that order is strict. The store gives what an
 * unready queue leaves to the next in order.
 *
 * Who comes first in a claim goes by turns of its own, one for each claim: where there is room for fewer jobs than a
 * claim asks for (a limit of the namespace), the first in order has it, and that must not be the same one each time.
 */
export class QueuePicker {
  private readonly queues: readonly Turns[];
  private readonly total: number;
  private readonly all: boolean;

  constructor(selection: QueueSelection) {
    this.all = selection === '*';
    this.queues = selection === '*' ? [] : selection.map((entry) => ({ ...entry, current: 0, head: 0 }));
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
    // Whole rounds leave everybody where they were.
    for (let job = rounds * this.total; job < max; job += 1) {
      const [foremost] = this.inOrder('current');
      if (foremost !== undefined) {
        turns.set(foremost, (turns.get(foremost) ?? 0) + 1);
      }
    }
    return this.inOrder('head').map((entry) => ({ queue: entry.queue, weight: turns.get(entry) ?? 0 }));
  }

  /** Moves all queues on by their weights, and the foremost, whose turn it is, back by a whole round. */
  private inOrder(turn: 'current' | 'head'): readonly Turns[] {
    this.queues.forEach((entry) => (entry[turn] += entry.weight));
    const order = [...this.queues].sort((a, b) => b[turn] - a[turn]);
    const [foremost] = order;
    if (foremost !== undefined) {
      foremost[turn] -= this.total;
    }
    return order;
  }
}
