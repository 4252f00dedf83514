import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { systemClock } from '../core/clock';
import type { EventFeeds } from '../core/event-feed';
import { EventHub } from '../core/events';
import type { JobStores } from '../core/job-store';
import { systemRandom } from '../core/random';
import type { LoopPorts } from '../core/store-trouble';
import { ProblemError, retryAfter } from '../http/problem';
import { Lifecycle } from '../lifecycle/lifecycle';
import { EVENT_FEEDS, JOB_STORES } from '../persistence/persistence.module';
import type { EventClient } from './event-client';
import { EventTail } from './event-tail';
import { StatsTicker } from './stats-ticker';

const COMMENT_EVERY_MS = 15_000;
const RETRY_MS = 5_000;

/** What this process reads of a namespace for its clients. */
interface Source {
  readonly tail: EventTail;
  readonly stats: StatsTicker;
}

/** All clients of `GET /events` in this process. They end first when the service drains. */
@Injectable()
export class LiveEventsService implements OnModuleDestroy {
  private readonly clients = new Set<EventClient>();
  private readonly sources = new Map<string, Source>();
  private readonly ports: LoopPorts;
  private commenter: NodeJS.Timeout | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(EVENT_FEEDS) private readonly feeds: EventFeeds,
    private readonly lifecycle: Lifecycle,
    events: EventHub,
  ) {
    this.ports = { clock: systemClock, random: systemRandom, events };
    lifecycle.draining.addEventListener('abort', () => this.endAll(), { once: true });
  }

  /** Refuses a client before anything is set up for it. @throws {ProblemError} */
  admit(): void {
    const headers = retryAfter(RETRY_MS);
    if (!this.lifecycle.accepting) {
      throw new ProblemError('draining', 'The service is shutting down; another replica has the events', {
        headers,
      });
    }
    if (this.clients.size >= this.config.maxEventClients) {
      const detail = `This process serves ${this.config.maxEventClients} listeners, as many as it may`;
      throw new ProblemError('too_many_clients', detail, { headers });
    }
  }

  /** Serves an admitted client until one side ends it. @throws {StoreUnavailableError} before it is open. */
  async serve(namespace: string, client: EventClient): Promise<void> {
    this.clients.add(client);
    this.commenter ??= setInterval(() => this.clients.forEach((one) => one.comment()), COMMENT_EVERY_MS);
    const source = this.sourceOf(namespace);
    client.gone.addEventListener('abort', () => this.leave(namespace, source, client), { once: true });
    try {
      await source.tail.join(client);
      if (client.query.topics.has('stats')) {
        await source.stats.join(client);
      }
    } catch (error) {
      this.leave(namespace, source, client);
      throw error;
    }
    if (client.gone.aborted) {
      this.leave(namespace, source, client);
    }
  }

  onModuleDestroy(): void {
    this.endAll();
  }

  private leave(namespace: string, source: Source, client: EventClient): void {
    source.tail.leave(client);
    source.stats.leave(client);
    this.clients.delete(client);
    if (source.tail.idle && this.sources.get(namespace) === source) {
      this.sources.delete(namespace);
    }
    if (this.clients.size === 0 && this.commenter !== null) {
      clearInterval(this.commenter);
      this.commenter = null;
    }
  }

  private endAll(): void {
    this.clients.forEach((client) => client.end());
    for (const { tail, stats } of this.sources.values()) {
      tail.stop();
      stats.stop();
    }
  }

  private sourceOf(namespace: string): Source {
    let source = this.sources.get(namespace);
    if (source === undefined) {
      source = {
        tail: new EventTail(namespace, this.feeds.events(namespace), this.ports),
        stats: new StatsTicker(this.stores.namespace(namespace), this.ports),
      };
      this.sources.set(namespace, source);
    }
    return source;
  }
}
