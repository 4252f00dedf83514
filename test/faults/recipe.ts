import type { Redis } from 'ioredis';
import type { TestRedis } from '../support/redis-server';

/** What a fault may lay its hands on: the Redis process, and a connection that was there before. */
export interface Target {
  readonly redis: TestRedis;
  readonly admin: Redis;
}

/** Calls of the table, in the order of its columns. */
export const CALLS = [
  'post',
  'bulk',
  'claim',
  'complete',
  'fail',
  'extend',
  'promote',
  'reap',
  'cancel',
  'ready',
  'live',
  'metrics',
] as const;

export type Call = (typeof CALLS)[number];

/**
 * - `works`: answered as if nothing were wrong.
 * - `refused`: an error within two seconds: HTTP 503 with Retry-After, or `StoreUnavailableError` inside.
 */
export type Sight = 'works' | 'refused';

/** One way to spoil Redis, and what is to be seen while it lasts. */
export interface Recipe {
  readonly name: string;
  /** For readers of the table. */
  readonly says: string;
  readonly args?: readonly string[];
  /** Redis forgets all jobs; what is left to promise is that new ones work. */
  readonly forgets?: boolean;
  /** Memory is short: outcomes of completed jobs go before their time, so only counters tell of them. */
  readonly trims?: boolean;
  /** What each call is to see; those that are not named are refused (and `live` works). */
  readonly works: readonly Call[];
  /** Begins the fault; the answer ends it. */
  strike(target: Target): Promise<() => Promise<void>>;
}

export function expected(recipe: Recipe, call: Call): Sight {
  return call === 'live' || recipe.works.includes(call) ? 'works' : 'refused';
}
