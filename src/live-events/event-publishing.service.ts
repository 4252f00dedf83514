import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { sleep, systemClock } from '../core/clock';
import type { EventFeeds } from '../core/event-feed';
import { EventPublisher } from '../core/event-publisher';
import { EventHub } from '../core/events';
import type { JobStores } from '../core/job-store';
import { EVENT_FEEDS, JOB_STORES } from '../persistence/persistence.module';

/** The last events are not worth a slow stop (ms). */
const LAST_EVENTS_MS = 300;

/** Publishes this process's job events for as long as the application lives. */
@Injectable()
export class EventPublishingService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly publisher: EventPublisher;

  constructor(
    @Inject(EVENT_FEEDS) feeds: EventFeeds,
    @Inject(JOB_STORES) stores: JobStores,
    events: EventHub,
  ) {
    this.publisher = new EventPublisher(feeds, stores, events, systemClock);
  }

  onApplicationBootstrap(): void {
    this.publisher.start();
  }

  /** After the worker's: its last outcomes are told, too. */
  async onApplicationShutdown(): Promise<void> {
    const enough = new AbortController();
    await Promise.race([
      this.publisher.stop().finally(() => enough.abort()),
      sleep(systemClock, LAST_EVENTS_MS, enough.signal),
    ]);
  }
}
