import { once } from 'node:events';
import type { Redis } from 'ioredis';
import type { RedisConnections } from './redis-connections';
import { end, type BlockingLine, type RedisNodes } from './redis-nodes';

/** A connection that gave up by itself, which it never should, begins anew after this time (ms). */
const AGAIN_MS = 200;

/** All keys are on one Redis; with sentinels, on whichever they call the primary. */
export class OneNode implements RedisNodes {
  readonly kind = 'one';
  private readonly redis: Redis;
  private ready: Promise<unknown> | null = null;
  private readonly closing = new AbortController();

  constructor(
    private readonly connections: RedisConnections,
    private readonly onError: (error: Error) => void,
  ) {
    this.redis = this.kept(connections.command());
  }

  get closed(): boolean {
    return this.closing.signal.aborted;
  }

  open(): void {
    this.redis.connect().catch(() => undefined);
  }

  of(): Redis {
    return this.redis;
  }

  all(): readonly Redis[] {
    return [this.redis];
  }

  /** One for all who wait: a listener each would be more than an emitter is made for. */
  change(): Promise<unknown> {
    if (this.ready === null) {
      const { signal } = this.closing;
      this.ready = once(this.redis, 'ready', { signal }).finally(() => (this.ready = null));
      // Everybody may have given up by then.
      this.ready.catch(() => undefined);
    }
    return this.ready;
  }

  learn(): void {
    // There is nowhere else.
  }

  blocking(_key: string, blockMs: number): BlockingLine {
    const redis = this.connections.blocking(blockMs);
    redis.on('error', this.onError);
    return { redis, current: () => redis.status !== 'end' };
  }

  async close(): Promise<void> {
    this.closing.abort();
    await end(this.redis);
  }

  private kept(redis: Redis): Redis {
    redis.on('error', this.onError);
    // Cut off while it asks the sentinels, ioredis ends for good.
    redis.on('end', () => {
      setTimeout(() => {
        if (!this.closed) {
          redis.connect().catch(() => undefined);
        }
      }, AGAIN_MS).unref();
    });
    return redis;
  }
}
