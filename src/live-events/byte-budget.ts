import type { Clock } from '../core/clock';

/** So much a second, on the whole (bytes): about 10,000 events. */
const BYTES_PER_SECOND = 2 * 1024 * 1024;

/** So much at once, after a while without (bytes). */
const MOST_AT_ONCE = 2 * BYTES_PER_SECOND;

/** Who had to stop goes on when there is as much again (bytes): not for a few events at a time. */
const ENOUGH_AGAIN = BYTES_PER_SECOND / 2;

/**
 * How much one client may be told. To write events out for somebody is what costs a process most of all that it does
 * about them, and it has jobs to run.
 */
export class ByteBudget {
  private left = MOST_AT_ONCE;
  private countedAt: number;

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {
    this.countedAt = clock.monotonic();
  }

  get spent(): boolean {
    return this.refilled() <= 0;
  }

  /** There is enough to go on with. */
  get restored(): boolean {
    return this.refilled() >= ENOUGH_AGAIN;
  }

  spend(bytes: number): void {
    this.left = this.refilled() - bytes;
  }

  private refilled(): number {
    const now = this.clock.monotonic();
    const more = ((now - this.countedAt) / 1_000) * BYTES_PER_SECOND;
    this.left = Math.min(MOST_AT_ONCE, this.left + more);
    this.countedAt = now;
    return this.left;
  }
}
