import { backoffDelay, type Backoff } from './backoff';
import type { Clock } from './clock';
import type { EventHub } from './events';
import type { RandomSource } from './random';

/** Between tries to reach a store: soon at first, then about once a second, never all processes at once. */
const BETWEEN_TRIES: Backoff = { strategy: 'exponential', baseMs: 50, factor: 2, maxMs: 1_000, jitter: 0.5 };

const REPEAT_EVENT_MS = 30_000;

/** What the loops of the core share: time, chance and the events that they send. */
export interface LoopPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly events: EventHub;
}

/**
 * One loop's view of an outage of the store: says how long to wait before the next try, and tells of the
 * outage once when it begins, again after each 30 s, and when it is over.
 */
export class StoreTrouble {
  private since: number | null = null;
  private toldAt = 0;
  private tries = 0;

  constructor(
    private readonly where: string,
    private readonly ports: LoopPorts,
  ) {}

  /** @returns how long to wait before the next try (ms). */
  failed(error: unknown): number {
    const now = this.ports.clock.monotonic();
    this.since ??= now;
    if (this.tries === 0 || now - this.toldAt >= REPEAT_EVENT_MS) {
      this.toldAt = now;
      this.ports.events.emit('storeTrouble', { where: this.where, error });
    }
    this.tries += 1;
    return Math.max(1, backoffDelay(BETWEEN_TRIES, this.tries, this.ports.random));
  }

  ok(): void {
    if (this.since !== null) {
      const afterMs = this.ports.clock.monotonic() - this.since;
      this.since = null;
      this.tries = 0;
      this.ports.events.emit('storeRecovered', { where: this.where, afterMs });
    }
  }
}
