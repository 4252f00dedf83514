import type { Redis } from 'ioredis';
import type { QueueSelection } from '../core/claim';
import { wakeKey } from './keys';

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
  /** A connection of its own, not connected yet. */
  readonly connect: () => Redis;
  /** Ends the BLPOP of this connection id early, over another connection. */
  readonly unblock: (clientId: number) => Promise<unknown>;
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
  private redis: Redis | null = null;
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
    const redis = this.connection();
    while (this.waiters.size > 0 && !this.closed) {
      this.heard = new Set([...this.waiters].flatMap((waiter) => waiter.keys));
      try {
        const popped = await redis.blpop([...this.heard], BLOCK_MS / 1_000);
        if (popped !== null) {
          this.deliver(popped[0]);
        }
      } catch {
        // Waiters have their own time limits, and whoever claims next finds out what is wrong.
        await reconnected(redis);
      }
    }
    this.running = false;
    if (!this.closed) {
      this.idle = setTimeout(() => this.disconnect(), IDLE_MS);
    }
  }

  private connection(): Redis {
    if (this.idle !== null) {
      clearTimeout(this.idle);
      this.idle = null;
    }
    if (this.redis === null) {
      const redis = this.options.connect();
      redis.on('ready', () => void this.learnId(redis));
      redis.on('close', () => (this.clientId = null));
      redis.connect().catch(() => undefined);
      this.redis = redis;
    }
    return this.redis;
  }

  private async learnId(redis: Redis): Promise<void> {
    try {
      this.clientId = await redis.client('ID');
    } catch {
      this.clientId = null;
    }
  }

  private disconnect(): void {
    if (this.idle !== null) {
      clearTimeout(this.idle);
      this.idle = null;
    }
    this.redis?.disconnect();
    this.redis = null;
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
