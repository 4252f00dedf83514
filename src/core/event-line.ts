import type { Clock } from './clock';
import { QUIET_MS, type EventFeed } from './event-feed';
import type { EventHead } from './job-event';
import { EventPacker } from './event-packer';

/** Events that come within this time go out together (ms). */
const GATHER_MS = 20;
const MOST_WAITING = 20_000;

/**
 * One process's way to the feed of a namespace.
 *
 * - `unknown`: does anybody listen? The next event makes it ask, and waits with those after it for the answer.
 * - `listened`: events are gathered for a moment and published.
 * - `quiet`: nobody listens. Events cost one comparison; for {@link QUIET_MS}, then `unknown` again.
 */
export class EventLine {
  private state: 'unknown' | 'listened' | 'quiet' = 'unknown';
  private readonly waiting = new EventPacker();
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

  /** @param durationMs how long the attempt took; null: none has ended */
  add(head: EventHead, job: string, durationMs: number | null = null): void {
    if (this.state === 'quiet') {
      return;
    }
    if (this.waiting.count >= MOST_WAITING) {
      this.missed = true;
      return;
    }
    if (this.missed) {
      this.missed = false;
      this.waiting.gap(head.at);
    }
    this.waiting.add(head, job, durationMs);
    this.arm();
  }

  /** Sends what is there. Never rejects. */
  async stop(): Promise<void> {
    this.cancelTimer?.();
    await this.sending;
    while (this.waiting.count > 0) {
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
      if (this.waiting.count > 0) {
        this.arm();
      }
    });
  }

  private async send(): Promise<void> {
    try {
      if (this.state === 'unknown') {
        this.heard(await this.feed.publish([]));
      }
      if (this.waiting.count > 0) {
        this.heard(await this.feed.publish(this.waiting.take()));
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
    this.waiting.take();
    this.cancelTimer?.();
    this.cancelTimer = this.clock.after(QUIET_MS, () => {
      this.cancelTimer = null;
      this.state = 'unknown';
    });
  }
}
