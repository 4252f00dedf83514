import type { Clock } from './clock';
import { QUIET_MS, type EventFeed, type JobEvent, type MissedEvents } from './event-feed';

/** Events that come within this time go out together (ms). */
const GATHER_MS = 20;
const AT_ONCE = 500;
const MOST_WAITING = 5_000;

/**
 * One process's way to the feed of a namespace.
 *
 * - `unknown`: does anybody listen? The next event makes it ask, and waits with those after it for the answer.
 * - `listened`: events are gathered for a moment and published.
 * - `quiet`: nobody listens. Events cost one comparison; for {@link QUIET_MS}, then `unknown` again.
 */
export class EventLine {
  private state: 'unknown' | 'listened' | 'quiet' = 'unknown';
  private waiting: (JobEvent | MissedEvents)[] = [];
  private missed = false;
  private sending: Promise<void> | null = null;
  private cancelTimer: (() => void) | null = null;

  constructor(
    private readonly feed: Pick<EventFeed, 'publish'>,
    private readonly clock: Clock,
  ) {}

  /** Nobody wants to hear of anything now. */
  get quiet(): boolean {
    return this.state === 'quiet';
  }

  /** Something happened that cannot be told. */
  miss(): void {
    this.missed = this.state !== 'quiet';
  }

  add(event: JobEvent): void {
    if (this.state === 'quiet') {
      return;
    }
    if (this.waiting.length >= MOST_WAITING) {
      this.missed = true;
      return;
    }
    this.waiting.push(event);
    this.arm();
  }

  /** Sends what is there. Never rejects. */
  async stop(): Promise<void> {
    this.cancelTimer?.();
    await this.sending;
    while (this.waiting.length > 0) {
      this.cancelTimer?.();
      this.flush();
      await this.sending;
    }
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  private arm(): void {
    if (this.sending === null && this.cancelTimer === null) {
      this.cancelTimer = this.clock.after(this.state === 'unknown' ? 0 : GATHER_MS, () => this.flush());
    }
  }

  private flush(): void {
    this.cancelTimer = null;
    this.sending = this.send().finally(() => {
      this.sending = null;
      if (this.waiting.length > 0) {
        this.arm();
      }
    });
  }

  private async send(): Promise<void> {
    try {
      if (this.state === 'unknown') {
        this.heard(await this.feed.publish([]));
      }
      let full = this.waiting.length > 0;
      while (full) {
        const events = this.waiting.splice(0, AT_ONCE);
        if (this.missed) {
          events.unshift({ event: 'gap' });
        }
        this.missed = false;
        this.heard(await this.feed.publish(events));
        full = this.waiting.length >= AT_ONCE;
      }
    } catch {
      // Whoever listens is told, once the store takes events again.
      this.hush();
      this.missed = true;
    }
  }

  private heard(listened: boolean): void {
    if (listened) {
      this.state = 'listened';
    } else {
      this.missed = false; // a listener that comes later is told by the feed
      this.hush();
    }
  }

  private hush(): void {
    this.state = 'quiet';
    this.waiting = [];
    this.cancelTimer?.();
    this.cancelTimer = this.clock.after(QUIET_MS, () => {
      this.cancelTimer = null;
      this.state = 'unknown';
    });
  }
}
