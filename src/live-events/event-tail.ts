import { sleep } from '../core/clock';
import { compareEntryIds, QUIET_MS, type EventFeed, type FeedPage } from '../core/event-feed';
import { MAX_BATCH } from '../core/job-store';
import { PeriodicLoop } from '../core/periodic-loop';
import type { LoopPorts } from '../core/store-trouble';
import type { EventClient } from './event-client';

/** How late an event may be (ms). */
const READ_EVERY_MS = 150;

/** Pages in one turn; then the others have theirs. */
const PAGES_AT_ONCE = 20;

/** How long a client that reads slowly may hold up the next page (ms). */
const LONGEST_WAIT_MS = 100;

/** By then every process has asked again whether somebody listens (ms). */
const ALL_PUBLISH_MS = QUIET_MS + 100;

/**
 * Reads the events of a namespace for all clients of this process together: one small call each
 * {@link READ_EVERY_MS}, over the connection that everything uses, and none while there are no clients.
 *
 * Invariant: every client of `clients` has been given all entries up to `cursor`.
 */
export class EventTail extends PeriodicLoop {
  private readonly clients = new Set<EventClient>();
  private cursor = '0-0';
  private entering = 0;

  constructor(
    namespace: string,
    private readonly feed: EventFeed,
    ports: LoopPorts,
  ) {
    super(`events (${namespace})`, READ_EVERY_MS, ports);
  }

  /** Nobody listens, and nobody is about to. */
  get idle(): boolean {
    return this.clients.size === 0 && this.entering === 0;
  }

  /**
   * Opens a client's stream: first what it missed, then what comes. Once it is open, nothing that happens in
   * any process is left out. @throws {StoreUnavailableError} before it is open.
   */
  async join(client: EventClient): Promise<void> {
    this.entering += 1;
    try {
      const { after } = client.query;
      let page = await this.feed.read(after, MAX_BATCH);
      if (page.first) {
        await sleep(this.ports.clock, ALL_PUBLISH_MS, client.gone);
      }
      client.open(after ?? page.cursor);
      this.give([client], page);
      while (!client.gone.aborted && !this.attach(client, page)) {
        await client.room();
        page = await this.feed.read(page.cursor, MAX_BATCH);
        this.give([client], page);
      }
    } finally {
      this.entering -= 1;
    }
  }

  leave(client: EventClient): void {
    this.clients.delete(client);
    if (this.clients.size === 0) {
      this.stop();
    }
  }

  async runOnce(): Promise<void> {
    for (let pages = 0; pages < PAGES_AT_ONCE; pages += 1) {
      const page = await this.feed.read(this.cursor, MAX_BATCH);
      if (this.stopped) {
        return;
      }
      this.give(this.clients, page);
      this.cursor = page.cursor;
      if (!page.more) {
        return;
      }
      await this.room();
    }
    this.wakeIn(0);
  }

  /** A burst is no reason to lose clients that do read; one that does not must not hold up the others. */
  private async room(): Promise<void> {
    const enough = new AbortController();
    await Promise.race([
      Promise.all([...this.clients].map((client) => client.room())),
      sleep(this.ports.clock, LONGEST_WAIT_MS, enough.signal),
    ]);
    enough.abort();
  }

  /** @returns false if the others have been told of more than this client. */
  private attach(client: EventClient, { cursor, more }: FeedPage): boolean {
    if (more) {
      return false;
    }
    if (this.clients.size === 0) {
      this.cursor = cursor;
    } else if (compareEntryIds(cursor, this.cursor) < 0) {
      return false;
    }
    this.clients.add(client);
    this.start();
    return true;
  }

  private give(clients: Iterable<EventClient>, { gap, cursor, entries }: FeedPage): void {
    for (const client of clients) {
      if (gap) {
        client.missed(entries[0] === undefined ? cursor : before(entries[0].id));
      }
      for (const entry of entries) {
        client.entry(entry);
      }
    }
  }
}

/** The id of a gap before an entry: who goes on from it begins with that entry. */
function before(id: string): string {
  const [time = 0, number = 0] = id.split('-').map(Number);
  return number > 0 ? `${time}-${number - 1}` : `${Math.max(0, time - 1)}-0`;
}
