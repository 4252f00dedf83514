import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { systemClock } from '../core/clock';
import type { EventRun } from '../core/event-batch';
import { compareEventIds } from '../core/job-event';
import { ByteBudget } from './byte-budget';
import type { BatchFrames, RunFrames } from './event-frames';
import type { EventQuery } from './event-query';

/** A client that is behind by more than this gets no more until it has caught up (bytes). */
const MOST_UNREAD = 256 * 1024;

/** How soon a client should come back when its connection ends (ms). */
const COME_BACK_MS = 1_000;

/** The headers of the answer. */
export const EVENT_STREAM = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
};

/**
 * One client of `GET /events`. What it is sent and has not read is bounded, and so is what it is sent in a while: beyond
 * that, events are left out, and an event `gap` says so once there is room again.
 */
export class EventClient {
  /** Why it is told of no events now: it does not read them, or there are too many for one client. */
  private lagging: 'slow' | 'busy' | null = null;
  private readonly budget = new ByteBudget(systemClock);
  private ended = false;
  private lastStats = '';
  private drained: Promise<unknown> | null = null;
  /** Events up to this one are known to the client, or were before its time. */
  private position = '0-0';
  /** Fires when the client has left or was told to. */
  readonly gone: AbortSignal;
  private readonly leaving = new AbortController();

  constructor(
    private readonly response: ServerResponse,
    readonly query: EventQuery,
  ) {
    this.gone = this.leaving.signal;
    response.once('close', () => this.left());
    response.on('drain', () => this.caughtUp());
    response.on('error', () => undefined); // `close` follows
  }

  /** From here on it hears of everything. */
  open(position: string): void {
    this.position = position;
    if (!this.ended) {
      this.response.writeHead(200, EVENT_STREAM);
      this.response.write(`retry: ${COME_BACK_MS}\nid: ${position}\n: listening\n\n`);
    }
  }

  /** Tells it what it wants of a batch and does not know yet. */
  batch(frames: BatchFrames): void {
    const { batch } = frames;
    const known = batch.known(this.position);
    this.goOn();
    for (const run of this.lagging !== null || known >= batch.count ? [] : frames.runs) {
      if (run.to <= known) {
        continue;
      }
      if (run.run.event === 'gap') {
        this.missed(batch.idAt(run.to - 1));
      } else if (this.wants(run.run)) {
        this.tell(run, known);
      }
    }
    if (compareEventIds(batch.last, this.position) > 0) {
      this.position = batch.last;
    }
  }

  /** Events before this id, or some of those that follow, cannot be told. */
  missed(id: string): void {
    this.position = id;
    if (this.query.topics.has('jobs') || this.query.topics.has('queues')) {
      this.send('gap', '{"reason":"lost"}', id);
    }
  }

  /** Says how many jobs there are; nothing if the client knows. */
  stats(json: string): void {
    if (this.query.topics.has('stats') && json !== this.lastStats && this.send('stats', json)) {
      this.lastStats = json;
    }
  }

  /**
   * Keeps what is between from taking the connection for a dead one; and moves the id on from which the client
   * would resume, however rare what it asked for is.
   */
  comment(): void {
    if (!this.ended && this.lagging === null) {
      this.response.write(`id: ${this.position}\n: still here\n\n`);
    }
  }

  /** Says goodbye: the service drains. */
  end(): void {
    if (!this.ended) {
      if (!this.response.headersSent) {
        this.response.writeHead(200, EVENT_STREAM);
      }
      this.response.end(`event: draining\ndata: {"retry_ms":${COME_BACK_MS}}\n\n`);
      this.left();
    }
  }

  /** Resolves when there is room for a page of events, or this one misses some anyway, or has left. */
  async room(): Promise<void> {
    if (!this.ended && this.lagging === null && this.response.writableNeedDrain) {
      this.drained ??= once(this.response, 'drain', { signal: this.gone }).catch(() => undefined);
      await this.drained;
      this.drained = null;
    }
  }

  /** It may be told again, if it may. */
  goOn(): void {
    if (this.lagging === 'busy' && this.budget.restored && this.response.writableLength === 0) {
      this.resume('busy');
    }
  }

  private tell(run: RunFrames, known: number): void {
    const { job } = this.query;
    for (const piece of job === null ? run.pieces() : run.about(job)) {
      if (this.lagging === null && this.budget.spent) {
        this.lagging = 'busy';
      }
      if (this.lagging !== null) {
        return;
      }
      if (piece.to > known) {
        this.write(piece.from >= known ? piece.bytes : run.bytes(known, piece.to));
      }
    }
  }

  private wants({ queue, type }: EventRun): boolean {
    const wish = this.query;
    return (
      (wish.queue === null || wish.queue === queue) &&
      (type === null
        ? wish.topics.has('queues') && wish.type === null && wish.job === null
        : wish.topics.has('jobs') && (wish.type === null || wish.type === type))
    );
  }

  private send(name: string, data: string, id?: string): boolean {
    return this.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${data}\n\n`);
  }

  /** @returns false if it was left out. */
  private write(text: string | Buffer): boolean {
    if (this.response.writableLength > MOST_UNREAD) {
      this.lagging = 'slow';
    }
    if (this.ended || this.lagging === 'slow') {
      return false;
    }
    this.budget.spend(text.length);
    this.response.write(text);
    return true;
  }

  private left(): void {
    this.ended = true;
    this.leaving.abort();
  }

  /** It has read what it was sent. */
  private caughtUp(): void {
    if (this.lagging === 'slow') {
      this.resume('slow');
    }
  }

  private resume(reason: 'slow' | 'busy'): void {
    this.lagging = null;
    this.send('gap', JSON.stringify({ reason }), this.position);
  }
}
