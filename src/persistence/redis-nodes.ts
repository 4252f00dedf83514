import type { Redis } from 'ioredis';

/** A connection for commands that block, and whether it still leads to where its key is. */
export interface BlockingLine {
  readonly redis: Redis;
  current(): boolean;
}

/** Which connection leads to which key: there is one Redis, or a cluster whose nodes share the keys. */
export interface RedisNodes {
  readonly kind: 'one' | 'cluster';

  /** Begins to connect, and goes on until closed. */
  open(): void;

  /** The connection for a key, in whatever state it is; null while nobody knows. */
  of(key: string): Redis | null;

  /** One connection for each node that takes writes, in whatever state; none while nobody knows. */
  all(): readonly Redis[];

  /** Resolves when the answers of `of` and `all`, or the state of a connection, may have become better. */
  change(): Promise<unknown>;

  /** Takes in what an error says about where keys are. */
  learn(error: unknown): void;

  /** A new connection, not connected yet, for blocking on a key for at most `blockMs`; null while nobody knows. */
  blocking(key: string, blockMs: number): BlockingLine | null;

  readonly closed: boolean;

  /** Ends the connections that it has given, but for the blocking ones, and every wait for a `change`. */
  close(): Promise<void>;
}

/** Never waits for a Redis that is gone. */
export async function end(redis: Redis): Promise<void> {
  if (redis.status === 'ready') {
    await redis.quit().catch(() => redis.disconnect());
  } else {
    redis.disconnect();
  }
}
