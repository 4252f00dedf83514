import type { Redis } from 'ioredis';

/** What happened in one step, and how things stood as it began. */
export interface PastStep {
  readonly enqueued: number;
  readonly completed: number;
  readonly retried: number;
  readonly failed: number;
  readonly waiting: number;
  readonly running: number;
  /** Wait and run time: p50, p95, p99 of each (ms). Left out of queues. */
  readonly took?: readonly number[];
}

export interface Past {
  /** Key of the ring, and of the hash of its counters. */
  readonly ring: string;
  readonly counts: string;
  readonly stepMs: number;
  /** Of the ring: more than it shows. */
  readonly places: number;
  readonly steps: number;
  /** Of a queue, the ring names the latest sums too: what they are is not written again. */
  readonly namesLast?: boolean;
  /** @param age in steps: 1 is the one that ended last */
  readonly at: (age: number) => PastStep;
}

const GROWING = ['enqueued', 'completed', 'retried', 'failed'] as const;

/**
 * Writes down a past that never was, as src/persistence/scripts/history-record.lua does, and has it end where the
 * counters are: pictures of charts need one, and nobody waits an hour for a picture.
 */
export async function writePast(redis: Redis, past: Past): Promise<void> {
  const ages = Array.from({ length: past.steps }, (_, i) => i + 1);
  for (const name of GROWING) {
    await redis.hincrby(
      past.counts,
      name,
      // One more, a part of which is of the step that it is now.
      [0, ...ages].reduce((sum, age) => sum + past.at(age)[name], 0),
    );
  }
  const counts = await redis.hgetall(past.counts);
  const now = Math.floor(Date.now() / past.stepMs);
  const begun = (Date.now() % past.stepMs) / past.stepMs;
  const sums = Object.fromEntries(GROWING.map((name) => [name, Number(counts[name] ?? 0)]));
  for (const age of [0, ...ages]) {
    const then = past.at(age);
    GROWING.forEach(
      (name) => (sums[name] = (sums[name] ?? 0) - Math.round(then[name] * (age === 0 ? begun : 1))),
    );
    const { enqueued = 0, completed = 0, retried = 0, failed = 0 } = sums;
    const started = completed + failed + retried;
    const counters = [enqueued, started, completed, failed, 0, retried, 0, 0, 0, 0];
    const states = [0, 0, then.waiting, then.running, completed, failed, 0];
    const took = past.at(age + 1).took ?? [];
    const step = now - age;
    const text = [...counters, ...states, ...took].join(' ');
    await redis.hset(past.ring, String(step % past.places), `${step} ${text}`);
    if (age === 0 && past.namesLast === true) {
      await redis.hset(past.ring, 'last', ` ${text}`);
    }
  }
}
