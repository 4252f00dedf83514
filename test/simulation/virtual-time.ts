interface Entry {
  readonly at: number;
  readonly order: number;
  task: (() => void) | null;
}

/**
 * The one clock of a simulated cluster, and the queue of all that is going to happen: what comes first in
 * time comes first, what was asked for first breaks ties. A binary heap.
 */
export class VirtualTime {
  private time = 0;
  private order = 0;
  private readonly heap: Entry[] = [];

  /** Ms since the simulation began. */
  get now(): number {
    return this.time;
  }

  /** Runs `task` after `ms`; the returned function takes that back. */
  after(ms: number, task: () => void): () => void {
    const entry: Entry = { at: this.time + Math.max(0, ms), order: (this.order += 1), task };
    this.push(entry);
    return () => {
      entry.task = null;
    };
  }

  /** Goes on to the next event and runs it. @returns false if there is none. */
  step(): boolean {
    for (;;) {
      const entry = this.pop();
      if (entry === undefined) {
        return false;
      }
      if (entry.task !== null) {
        this.time = Math.max(this.time, entry.at);
        entry.task();
        return true;
      }
    }
  }

  /** Time passes at once; what was due meanwhile is late, as after a suspend of all machines together. */
  leapTo(time: number): void {
    this.time = Math.max(this.time, time);
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent]!;
      if (!isBefore(entry, above)) {
        break;
      }
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return first;
    }
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) {
        break;
      }
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) {
        child += 1;
      }
      if (!isBefore(heap[child]!, last)) {
        break;
      }
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/**
 * Lets every promise that an event settled run to its rest: the microtask queue is empty before the event
 * loop comes round. Only the simulator's own driver waits like this, nothing inside a simulation does.
 */
export function atRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
