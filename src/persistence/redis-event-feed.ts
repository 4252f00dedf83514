import type { EventFeed, FeedPage } from '../core/event-feed';
import type { PackedEvents } from '../core/event-packer';
import { eventsPublishCommand, eventsReadCommand } from './commands/events.commands';
import type { RedisLink } from './redis-link';

/** The events of one namespace: a capped stream that exists only while somebody listens, and shortly after. */
export class RedisEventFeed implements EventFeed {
  constructor(
    private readonly namespace: string,
    private readonly link: RedisLink,
  ) {}

  publish(events: readonly PackedEvents[]): Promise<boolean> {
    return this.link.run(this.namespace, eventsPublishCommand, events);
  }

  read(after: string | null): Promise<FeedPage> {
    return this.link.run(this.namespace, eventsReadCommand, after);
  }
}
