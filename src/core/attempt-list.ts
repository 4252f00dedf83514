import type { Attempt } from './attempt';

/**
 * The attempts of a worker in one namespace. An array, since jobs come and go by the ten thousand: a Set makes
 * itself anew every few of them and each remains points to the next, which the garbage collector then carries
 * along for seconds.
 */
export class AttemptList implements Iterable<Attempt> {
  private readonly list: Attempt[] = [];

  get size(): number {
    return this.list.length;
  }

  add(attempt: Attempt): void {
    attempt.place = this.list.length;
    this.list.push(attempt);
  }

  /** The last one takes the place of the one that leaves. */
  delete(attempt: Attempt): void {
    const { place } = attempt;
    const last = this.list.pop();
    if (last !== undefined && last !== attempt) {
      this.list[place] = last;
      last.place = place;
    }
  }

  /** Over those that are here now: what is done with one may end others. */
  [Symbol.iterator](): Iterator<Attempt> {
    return this.list.slice()[Symbol.iterator]();
  }
}
