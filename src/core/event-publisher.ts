import type { Clock } from './clock';
import type { EventFeeds } from './event-feed';
import type { EventHead } from './job-event';
import { EventLine } from './event-line';
import type { EventHub, SluiceEvents } from './events';
import type { JobStores } from './job-store';
import { changedHead, endedHead, enqueuedHead, startedHead } from './job-event-of';

/** Jobs that are looked up at the same time, so that it can be said what they are. */
const MOST_LOOKUPS = 500;

type Described = Parameters<typeof changedHead>[1];

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
      this.hub.on('enqueued', (happened) => this.enqueued(happened)),
      this.hub.on('started', (happened) => this.started(happened)),
      this.hub.on('ended', (happened) => this.ended(happened)),
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

  private enqueued({ namespace, outcome, ...job }: SluiceEvents['enqueued']): void {
    const line = this.lineOf(namespace);
    if (!line.quiet && outcome === 'created') {
      line.add(enqueuedHead(job, this.clock.now()), job.id);
    }
  }

  private started({ namespace, jobs }: SluiceEvents['started']): void {
    const line = this.lineOf(namespace);
    if (line.quiet) {
      return;
    }
    const at = this.clock.now();
    let head: EventHead | null = null;
    for (const job of jobs) {
      head = startedHead(job, at, head);
      line.add(head, job.id);
    }
  }

  private ended({ namespace, attempts }: SluiceEvents['ended']): void {
    const line = this.lineOf(namespace);
    if (line.quiet) {
      return;
    }
    const at = this.clock.now();
    let latest: EventHead | null = null;
    for (const attempt of attempts) {
      const head = endedHead(attempt, at, latest);
      if (head !== null) {
        line.add(head, attempt.job.id, Math.round(attempt.durationMs));
        latest = head;
      }
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
        line.add(changedHead(event, one.job, one.errorCode, at), one.id);
      } else if (this.lookups >= MOST_LOOKUPS) {
        line.miss();
      } else {
        const describe = (job: Described) => changedHead(event, job, one.errorCode, at);
        void this.lookUp(line, namespace, one.id, describe);
      }
    }
  }

  private async lookUp(
    line: EventLine,
    namespace: string,
    id: string,
    describe: (job: Described) => EventHead,
  ): Promise<void> {
    this.lookups += 1;
    try {
      const job = await this.stores.namespace(namespace).get(id);
      if (job === null) {
        line.miss();
      } else {
        line.add(describe({ queue: job.queue, type: job.type, attempt: job.attemptCount }), id);
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
