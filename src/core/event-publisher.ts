import type { Clock } from './clock';
import type { EventFeeds } from './event-feed';
import { EventLine } from './event-line';
import type { EventHub } from './events';
import { endedEvent, enqueuedEvent, startedEvent } from './job-event-of';

/** Tells those who listen, in whatever process, what happens to jobs in this one. */
export class EventPublisher {
  private readonly lines = new Map<string, EventLine>();
  private subscriptions: readonly (() => void)[] = [];

  constructor(
    private readonly feeds: EventFeeds,
    private readonly hub: EventHub,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.subscriptions = [
      this.hub.on('enqueued', (happened) => this.tell(happened, enqueuedEvent)),
      this.hub.on('started', (happened) => this.tell(happened, startedEvent)),
      this.hub.on('ended', (happened) => this.tell(happened, endedEvent)),
    ];
  }

  /** Sends what is left. Never rejects; takes as long as a call to the store may. */
  async stop(): Promise<void> {
    this.subscriptions.forEach((end) => end());
    this.subscriptions = [];
    await Promise.all([...this.lines.values()].map((line) => line.stop()));
    this.lines.clear();
  }

  private tell<E extends { readonly namespace: string }>(
    happened: E,
    describe: (happened: E, at: number) => Parameters<EventLine['add']>[0] | null,
  ): void {
    const line = this.lineOf(happened.namespace);
    if (line.quiet) {
      return;
    }
    const event = describe(happened, this.clock.now());
    if (event !== null) {
      line.add(event);
    }
  }

  private lineOf(namespace: string): EventLine {
    let line = this.lines.get(namespace);
    if (line === undefined) {
      line = new EventLine(this.feeds.events(namespace), this.clock);
      this.lines.set(namespace, line);
    }
    return line;
  }
}
