import type { Attempt } from './attempt';

/**
 * The attempts of a worker in one namespace. An array, since jobs come and go by the ten thousand: a Set makes
 * itself anew every so many of them, and an old one that has been promoted keeps the next, and so all that was in
 * it, until the old generation is collected (half of what survived young collections, in a run of no-op jobs).
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
