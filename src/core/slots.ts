import { eventLoopTick, type Tick } from './tick';

/**
 * The jobs that this process may have, shared by the consumers of all namespaces: those that run, and those that were
 * claimed ahead.
 *
 * Consumers that want slots are asked by turn, the one that was asked first goes to the back: a busy
 * namespace can't keep a quiet one from its share. They are asked once a tick, so that the slots which come
 * free together are claimed for together; but at once when a whole share is free.
 */
export class Slots {
  /** As many as one claim takes: half of them, so that one half runs while the other is claimed for. */
  share: number;
  private available: number;
  private readonly takers: (() => void)[] = [];
  private asking = false;

  constructor(
    public capacity: number,
    private readonly tick: Tick = eventLoopTick,
  ) {
    this.available = capacity;
    this.share = shareOf(capacity);
  }

  /** Those that are out stay out: where they are more than the new capacity, none come free until they are not. */
  resize(capacity: number): void {
    const more = capacity - this.capacity;
    this.capacity = capacity;
    this.share = shareOf(capacity);
    if (more > 0) {
      this.give(more);
    } else {
      this.available += more;
    }
  }

  get free(): number {
    return Math.max(0, this.available);
  }

  /** Takes up to `max` slots. @returns how many it got. */
  take(max: number): number {
    const granted = Math.max(0, Math.min(max, this.available));
    this.available -= granted;
    return granted;
  }

  /** Takes slots whether or not they are free, for work that is short and must not wait. */
  overdraw(count: number): void {
    this.available -= count;
  }

  give(count: number): void {
    if (count <= 0) {
      return;
    }
    this.available += count;
    if (this.available >= this.share) {
      this.ask();
    } else if (!this.asking) {
      this.asking = true;
      this.tick(() => {
        this.asking = false;
        this.ask();
      });
    }
  }

  /** `taker` is called when slots have come free. @returns a function that ends this. */
  onFree(taker: () => void): () => void {
    this.takers.push(taker);
    return () => {
      const index = this.takers.indexOf(taker);
      if (index >= 0) {
        this.takers.splice(index, 1);
      }
    };
  }

  private ask(): void {
    const round = [...this.takers];
    const first = this.takers.shift();
    if (first !== undefined) {
      this.takers.push(first);
    }
    for (const taker of round) {
      if (this.available <= 0) {
        return;
      }
      taker();
    }
  }
}

const shareOf = (capacity: number) => Math.ceil(capacity / 2);
