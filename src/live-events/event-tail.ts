import { sleep } from '../core/clock';
import { QUIET_MS, type EventFeed, type FeedPage } from '../core/event-feed';
import { compareEventIds } from '../core/job-event';
import { PeriodicLoop } from '../core/periodic-loop';
import type { LoopPorts } from '../core/store-trouble';
import type { EventClient } from './event-client';
import { BatchFrames } from './event-frames';

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
 * Invariant: every client of `clients` has been given all events up to `cursor`, or is about to.
 */
export class EventTail extends PeriodicLoop {
  private readonly clients = new Set<EventClient>();
  private cursor = '0-0';
  private entering = 0;
  /** Counts how often the first client came: what was on its way then is for those before. */
  private turn = 0;

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
      let page = await this.feed.read(after);
      if (page.first) {
        await sleep(this.ports.clock, ALL_PUBLISH_MS, client.gone);
      }
      client.open(after ?? page.cursor);
      const alone = new Set([client]);
      const room = async () => {
        await client.room();
        return !client.gone.aborted;
      };
      await this.give(alone, page, room);
      while (!client.gone.aborted && !this.attach(client, page)) {
        await room();
        page = await this.feed.read(page.cursor);
        await this.give(alone, page, room);
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
    const { turn } = this;
    const room = async () => {
      await this.room();
      return turn === this.turn && !this.stopped;
    };
    this.clients.forEach((client) => client.goOn());
    for (let pages = 0; pages < PAGES_AT_ONCE; pages += 1) {
      const page = await this.feed.read(this.cursor);
      if (turn !== this.turn || this.stopped) {
        return;
      }
      // First: who comes while this page is given has to have it all.
      this.cursor = page.cursor;
      if (!(await this.give(this.clients, page, room)) || !page.more || !(await room())) {
        return;
      }
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
      this.turn += 1;
      this.cursor = cursor;
    } else if (compareEventIds(cursor, this.cursor) < 0) {
      return false;
    }
    this.clients.add(client);
    this.start();
    return true;
  }

  /**
   * @param room waits until there is some for the next batch; false: nobody is there for it
   * @returns false if it was not wanted to the end.
   */
  private async give(
    clients: ReadonlySet<EventClient>,
    { gap, cursor, batches }: FeedPage,
    room: () => Promise<boolean>,
  ): Promise<boolean> {
    if (gap) {
      const id = batches[0]?.idAt(-1) ?? cursor;
      clients.forEach((client) => client.missed(id));
    }
    for (const [index, batch] of batches.entries()) {
      if (index > 0 && !(await room())) {
        return false;
      }
      const frames = new BatchFrames(batch);
      clients.forEach((client) => client.batch(frames));
    }
    return true;
  }
}
