import type { Redis } from 'ioredis';
import type { QueueSelection } from '../core/claim';
import { wakeKey } from './keys';
import type { BlockingLine } from './redis-nodes';

/** Longest single BLPOP (ms). A lost token, or a waiter that came with other queues, waits at most this long. */
export const BLOCK_MS = 1_000;

const PAUSE_AFTER_ERROR_MS = 200;

/** Nobody waited for this long: the connection is given up until somebody does again (ms). */
const IDLE_MS = 60_000;

interface Waiter {
  readonly keys: readonly string[];
  readonly wake: () => void;
}

export interface WakeListenerOptions {
  /** A connection of its own, not connected yet; null while nobody knows where to. */
  readonly connect: () => BlockingLine | null;
  /** Ends the BLPOP of this connection id early, over another connection. */
  readonly unblock: (clientId: number) => Promise<unknown>;
  /** Hears why a BLPOP failed: it may tell where the lists are now. */
  readonly failed: (error: unknown) => void;
}

/**
 * Waits for wake tokens of one namespace, for any number of waiters, on one connection of its own, which is
 * there while somebody waits and a little longer.
 *
 * Invariants: at most one BLPOP is in flight, and it listens to the lists of all waiters: one that comes with
 * other lists ends it early. A token that was taken wakes every waiter that listens to its list (they are few:
 * the claim loop, and one for all who pull the same), or, if all have left meanwhile, the next one to come. One
 * process is enough: a claim leaves a new token while ready work remains.
 */
export class WakeListener {
  private readonly waiters = new Set<Waiter>();
  private readonly unclaimed = new Set<string>();
  private line: BlockingLine | null = null;
  private clientId: number | null = null;
  /** What the BLPOP in flight listens to. */
  private heard: ReadonlySet<string> = new Set();
  private idle: NodeJS.Timeout | null = null;
  private running = false;
  private closed = false;

  constructor(
    private readonly namespace: string,
    private readonly options: WakeListenerOptions,
  ) {}

  wait(queues: QueueSelection, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const keys =
      queues === '*'
        ? [wakeKey(this.namespace, null)]
        : queues.map(({ queue }) => wakeKey(this.namespace, queue));
    if (signal.aborted || this.closed || keys.some((key) => this.unclaimed.delete(key))) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiters.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { keys, wake: done };
      const timer = setTimeout(done, Math.max(0, timeoutMs));
      signal.addEventListener('abort', done, { once: true });
      this.waiters.add(waiter);
      if (this.running) {
        this.listenTo(keys);
      } else {
        void this.listen();
      }
    });
  }

  close(): void {
    this.closed = true;
    for (const waiter of [...this.waiters]) {
      waiter.wake();
    }
    this.disconnect();
  }

  /** The BLPOP in flight may not know these lists: then it is sent anew. */
  private listenTo(keys: readonly string[]): void {
    if (this.clientId !== null && keys.some((key) => !this.heard.has(key))) {
      this.heard = new Set([...this.heard, ...keys]); // one call for all who come before it is answered
      // Without it, they wait for the end of the BLPOP.
      this.options.unblock(this.clientId).catch(() => undefined);
    }
  }

  private async listen(): Promise<void> {
    this.running = true;
    while (this.waiters.size > 0 && !this.closed) {
      const redis = this.connection();
      if (redis === null) {
        await pause();
        continue;
      }
      this.heard = new Set([...this.waiters].flatMap((waiter) => waiter.keys));
      try {
        const popped = await redis.blpop([...this.heard], BLOCK_MS / 1_000);
        if (popped !== null) {
          this.deliver(popped[0]);
        }
      } catch (error) {
        this.options.failed(error);
        // Waiters have their own time limits, and whoever claims next finds out what is wrong.
        await reconnected(redis);
      }
    }
    this.running = false;
    if (!this.closed) {
      this.idle = setTimeout(() => this.disconnect(), IDLE_MS);
    }
  }

  private connection(): Redis | null {
    if (this.line?.current() === true) {
      this.stayConnected();
      return this.line.redis;
    }
    this.disconnect();
    this.line = this.options.connect();
    if (this.line !== null) {
      const { redis } = this.line;
      redis.on('ready', () => void this.learnId(redis));
      redis.on('close', () => this.forgetId(redis));
      redis.connect().catch(() => undefined);
    }
    return this.line?.redis ?? null;
  }

  private async learnId(redis: Redis): Promise<void> {
    const id = await redis.client('ID').catch(() => null);
    if (this.line?.redis === redis) {
      this.clientId = id;
    }
  }

  private forgetId(redis: Redis): void {
    if (this.line?.redis === redis) {
      this.clientId = null;
    }
  }

  private stayConnected(): void {
    clearTimeout(this.idle ?? undefined);
    this.idle = null;
  }

  private disconnect(): void {
    this.stayConnected();
    this.line?.redis.disconnect();
    this.line = null;
    this.clientId = null;
  }

  private deliver(key: string): void {
    const awake = [...this.waiters].filter((waiter) => waiter.keys.includes(key));
    for (const waiter of awake) {
      waiter.wake();
    }
    if (awake.length === 0) {
      this.unclaimed.add(key);
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
}

/** Until the connection is there again, or it is time for another try. */
function reconnected(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      redis.off('ready', done);
      resolve();
    };
    const timer = setTimeout(done, PAUSE_AFTER_ERROR_MS);
    redis.once('ready', done);
  });
}
