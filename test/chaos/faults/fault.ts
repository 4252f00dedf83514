import type { RandomSource } from '../../../src/core/random';
import type { TestRedis } from '../../support/redis-server';
import type { Fleet } from '../fleet';
import type { Recovery } from '../recovery';
import type { Timeline } from '../timeline';

/** What a fault may lay its hands on. */
export interface Field {
  readonly redis: TestRedis;
  readonly fleet: Fleet;
  readonly timeline: Timeline;
  readonly random: RandomSource;
  readonly leaseMs: number;
  readonly recovery: Recovery;
}

/** Happens, lasts and is over when `strike` resolves: then all is as it was before. */
export interface Fault {
  readonly name: string;
  /** What it hits; only faults that hit different things happen together. */
  readonly hits: 'worker' | 'api' | 'store';
  strike(field: Field): Promise<void>;
}

/** Time that belongs to the fault itself. */
export function lasting(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function between(random: RandomSource, from: number, to: number): number {
  return Math.round(from + random.next() * (to - from));
}

export function oneOf<T>(random: RandomSource, choices: readonly T[]): T {
  const chosen = choices[Math.floor(random.next() * choices.length)];
  if (chosen === undefined) {
    throw new Error('nothing to choose from');
  }
  return chosen;
}
