import { StoreTrouble, type LoopPorts } from './store-trouble';

/**
 * A duty that comes round again and again: at its interval, earlier when asked, later while the store is out
 * of reach. Runs never overlap.
 */
export abstract class PeriodicLoop {
  private running = false;
  private busy = false;
  private timerAt = Infinity;
  private wishedAt = Infinity;
  private cancelTimer: (() => void) | null = null;
  private readonly trouble: StoreTrouble;

  /** @param where names the loop in events. */
  constructor(
    where: string,
    private readonly everyMs: number,
    protected readonly ports: LoopPorts,
  ) {
    this.trouble = new StoreTrouble(where, ports);
  }

  /** Does the duty once; rejects if the store cannot be reached. */
  abstract runOnce(): Promise<void>;

  start(): void {
    if (!this.running) {
      this.running = true;
      // Processes that start together must not knock together for ever after.
      this.arm(this.everyMs * this.ports.random.next());
    }
  }

  /** Runs now, and from then on as `start` has it. */
  startAtOnce(): void {
    if (!this.running) {
      this.running = true;
      void this.run();
      this.wakeIn(this.everyMs * this.ports.random.next());
    }
  }

  /** A run that is under way ends by itself; nothing follows it. Idempotent. */
  stop(): void {
    this.running = false;
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.timerAt = Infinity;
  }

  /** There will be something to do in `ms`: run then, if not before. */
  wakeIn(ms: number): void {
    const at = this.ports.clock.monotonic() + ms;
    if (this.busy) {
      this.wishedAt = Math.min(this.wishedAt, at);
    } else if (this.running && at < this.timerAt) {
      this.arm(ms);
    }
  }

  protected get stopped(): boolean {
    return !this.running;
  }

  private arm(ms: number): void {
    this.cancelTimer?.();
    this.timerAt = this.ports.clock.monotonic() + ms;
    this.cancelTimer = this.ports.clock.after(ms, () => void this.run());
  }

  private async run(): Promise<void> {
    this.busy = true;
    this.cancelTimer = null;
    this.timerAt = Infinity;
    this.wishedAt = Infinity;
    let wait = this.everyMs;
    try {
      await this.runOnce();
      this.trouble.ok();
      wait = Math.min(wait, Math.max(0, this.wishedAt - this.ports.clock.monotonic()));
    } catch (error) {
      if (this.running) {
        wait = Math.max(Math.min(wait, MAX_PAUSE_MS), this.trouble.failed(error));
      }
    }
    this.busy = false;
    if (this.running) {
      this.arm(wait);
    }
  }
}

/** A rare duty does not wait for its next turn when the store was out of reach. */
const MAX_PAUSE_MS = 1_000;
