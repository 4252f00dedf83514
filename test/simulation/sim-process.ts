import type { Clock } from '../../src/core/clock';
import type { Tick } from '../../src/core/tick';
import type { VirtualTime } from './virtual-time';

/** The day on which simulations begin (epoch ms). */
export const SIMULATION_START = 1_770_000_000_000;

/**
 * One operating system process on virtual time. Everything that happens in it comes in through `enter`:
 * timers, ticks and answers.
 *
 * States: `alive` ↔ `frozen` (SIGSTOP: what comes in is held back, and happens in its order on SIGCONT);
 * either → `dead` (SIGKILL: nothing happens in it any more).
 */
export class SimProcess implements Clock {
  private state: 'alive' | 'frozen' | 'dead' = 'alive';
  private held: (() => void)[] = [];
  /** When it last went on after a freeze. */
  thawedAt = -1;
  /** How far its wall clock is off (ms). */
  skewMs = 0;

  constructor(
    private readonly time: VirtualTime,
    readonly name: string,
    /** How fast its clock runs: 1.01 is one percent too fast. */
    private readonly rate = 1,
  ) {}

  get isDead(): boolean {
    return this.state === 'dead';
  }

  get isFrozen(): boolean {
    return this.state === 'frozen';
  }

  monotonic(): number {
    return this.time.now * this.rate;
  }

  now(): number {
    return SIMULATION_START + this.time.now + this.skewMs;
  }

  after(ms: number, task: () => void): () => void {
    let wanted = true;
    const cancel = this.time.after(ms / this.rate, () =>
      this.enter(() => {
        if (wanted) {
          task();
        }
      }),
    );
    return () => {
      wanted = false;
      cancel();
    };
  }

  readonly tick: Tick = (task) => void this.after(0, task);

  enter(task: () => void): void {
    if (this.state === 'alive') {
      task();
    } else if (this.state === 'frozen') {
      this.held.push(task);
    }
  }

  freeze(): void {
    if (this.state === 'alive') {
      this.state = 'frozen';
    }
  }

  thaw(): void {
    if (this.state !== 'frozen') {
      return;
    }
    this.state = 'alive';
    this.thawedAt = this.time.now;
    for (const task of this.held.splice(0)) {
      this.time.after(0, () => this.enter(task));
    }
  }

  kill(): void {
    this.state = 'dead';
    this.held = [];
  }
}
