import type { Clock } from './clock';
import type { EventFeeds } from './event-feed';
import type { JobEvent } from './job-event';
import { EventLine } from './event-line';
import type { EventHub, SluiceEvents } from './events';
import type { JobStores } from './job-store';
import { changedEvent, endedEvent, enqueuedEvent, startedEvent } from './job-event-of';

/** Jobs that are looked up at the same time, so that it can be said what they are. */
const MOST_LOOKUPS = 500;

/** Tells those who listen, in whatever process, what happens to jobs in this one. */
export class EventPublisher {
  private readonly lines = new Map<string, EventLine>();
  private lookups = 0;
  private subscriptions: readonly (() => void)[] = [];

  constructor(
    private readonly feeds: EventFeeds,
    private readonly stores: JobStores,
    private readonly hub: EventHub,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.subscriptions = [
      this.hub.on('enqueued', (happened) => this.tell(happened, enqueuedEvent)),
      this.hub.on('started', (happened) => this.tell(happened, startedEvent)),
      this.hub.on('ended', (happened) => this.tell(happened, endedEvent)),
      this.hub.on('changed', (happened) => this.changed(happened)),
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

  private changed({ namespace, event, jobs }: SluiceEvents['changed']): void {
    const line = this.lineOf(namespace);
    if (line.quiet) {
      return;
    }
    const at = this.clock.now();
    for (const one of jobs) {
      if (one.job !== null) {
        line.add(changedEvent(event, one.id, one.job, one.errorCode, at));
      } else if (this.lookups >= MOST_LOOKUPS) {
        line.miss();
      } else {
        void this.lookUp(
          line,
          namespace,
          (job) => changedEvent(event, one.id, job, one.errorCode, at),
          one.id,
        );
      }
    }
  }

  private async lookUp(
    line: EventLine,
    namespace: string,
    describe: (job: Parameters<typeof changedEvent>[2]) => JobEvent,
    id: string,
  ): Promise<void> {
    this.lookups += 1;
    try {
      const job = await this.stores.namespace(namespace).get(id);
      if (job === null) {
        line.miss();
      } else {
        line.add(describe({ queue: job.queue, type: job.type, attempt: job.attemptCount }));
      }
    } catch {
      line.miss();
    } finally {
      this.lookups -= 1;
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
