import type { Redis } from 'ioredis';
import { FINAL_STATES, JOB_STATES, type JobState } from '../../core/states';
import { readStateRecord } from '../codec/state-record';
import { namespacePrefix } from '../keys';
import type { RedisLink } from '../redis-link';
import type { Finding } from './finding';

const JOBS_AT_ONCE = 500;
const TRIES = 3;

interface Sums {
  bytes: number;
  kept: number;
}

/**
 * Adds up the bytes of a queue that has too many jobs for one script, in bounded steps. WATCH tells whether
 * the queue stood still meanwhile; if it did not, the sum means nothing and is made anew.
 */
export class WeightWatch {
  private readonly prefix: string;

  /** @param link on a connection that nobody else uses meanwhile: WATCH belongs to the connection. */
  constructor(
    private readonly link: RedisLink,
    namespace: string,
    private readonly repair: boolean,
  ) {
    this.prefix = namespacePrefix(namespace);
  }

  /** @returns null if the queue never stood still. */
  async check(queue: string): Promise<Finding[] | null> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const findings = await this.link.read(this.prefix, (redis) => this.attempt(redis, queue));
      if (findings !== null) {
        return findings;
      }
    }
    return null;
  }

  private async attempt(redis: Redis, queue: string): Promise<Finding[] | null> {
    const gauge = this.key(queue, 'gauge');
    await redis.watch(gauge, ...JOB_STATES.map((state) => this.key(queue, state)));
    const [bytes, kept] = await redis.hmget(gauge, 'bytes', 'kept');
    const said: Sums = { bytes: Number(bytes ?? 0), kept: Number(kept ?? 0) };
    const sums: Sums = { bytes: 0, kept: 0 };
    for (const state of JOB_STATES) {
      await this.add(redis, queue, state, sums);
    }
    const wrong = (['bytes', 'kept'] as const).filter((sum) => said[sum] !== sums[sum]);
    const last = redis.multi().exists(gauge);
    if (this.repair) {
      for (const sum of wrong) {
        last.hset(gauge, sum, String(sums[sum]));
      }
    }
    if ((await last.exec()) === null) {
      return null;
    }
    return wrong.map((sum) => ({
      kind: 'weight_disagrees',
      subject: queue,
      detail: `${sum} ${said[sum]} in place of ${sums[sum]}`,
      mended: this.repair,
    }));
  }

  private async add(redis: Redis, queue: string, state: JobState, sums: Sums): Promise<void> {
    const sum = (FINAL_STATES as readonly JobState[]).includes(state) ? 'kept' : 'bytes';
    for (let from = 0; ; from += JOBS_AT_ONCE) {
      const ids = await redis.zrange(this.key(queue, state), String(from), String(from + JOBS_AT_ONCE - 1));
      if (ids.length === 0) {
        return;
      }
      const read = redis.pipeline();
      for (const id of ids) {
        read.hget(`${this.prefix}job:${id}`, 's');
      }
      for (const [, s] of (await read.exec()) ?? []) {
        // A record that cannot be read is a finding of its own.
        sums[sum] += typeof s === 'string' && s.length === 64 ? readStateRecord(s).size : 0;
      }
    }
  }

  private key(queue: string, part: string): string {
    return `${this.prefix}q:${queue}:${part}`;
  }
}
