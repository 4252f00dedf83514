import type { EventFeed, FeedPage, JobEvent, MissedEvents } from '../core/event-feed';
import { MAX_BATCH } from '../core/job-store';
import { eventsPublishCommand, eventsReadCommand } from './commands/events.commands';
import type { RedisLink } from './redis-link';

/** The job events of one namespace: a capped stream that exists only while somebody listens, and shortly after. */
export class RedisEventFeed implements EventFeed {
  constructor(
    private readonly namespace: string,
    private readonly link: RedisLink,
  ) {}

  publish(events: readonly (JobEvent | MissedEvents)[]): Promise<boolean> {
    return this.link.run(this.namespace, eventsPublishCommand, events);
  }

  read(after: string | null, max: number): Promise<FeedPage> {
    return this.link.run(this.namespace, eventsReadCommand, { after, max: Math.min(max, MAX_BATCH) });
  }
}
