import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { mostAhead } from '../../src/core/prefetch';
import { TickBatcher } from '../../src/core/tick-batcher';
import type { Peer } from './peer';

/**
 * No queue, but what none can do without that keeps each job in a hash, its place in the order of priorities, and its
 * outcome: no limits, no counts, no ids looked up, no tokens, no leases, no retries, no queues beside this one. It loses
 * jobs. How fast it is on a machine says what is left there to gain.
 */
const ENQUEUE = `
local n = #ARGV / 2
local seq = redis.call('INCRBY', 'floor:seq', n) - n
local line = {}
for i = 1, n do
  local id = ARGV[2 * i - 1]
  redis.call('HSET', 'floor:job:' .. id, 's', 'queued', 'b', ARGV[2 * i])
  line[2 * i - 1] = seq + i
  line[2 * i] = id
end
redis.call('ZADD', 'floor:queued', unpack(line))
if redis.call('LLEN', 'floor:wake') == 0 then
  redis.call('RPUSH', 'floor:wake', '1')
end
return n`;

/** ARGV: now, most jobs to take, then of those that are done: id, result... Returns id, body... */
const TURN = `
local now, most = ARGV[1], tonumber(ARGV[2])
if #ARGV > 2 then
  local ids, done = {}, {}
  for i = 3, #ARGV, 2 do
    redis.call('HSET', 'floor:job:' .. ARGV[i], 's', 'completed', 'r', ARGV[i + 1])
    ids[#ids + 1] = ARGV[i]
    done[#done + 1] = now
    done[#done + 1] = ARGV[i]
  end
  redis.call('ZREM', 'floor:in_progress', unpack(ids))
  redis.call('ZADD', 'floor:completed', unpack(done))
end
local ids = redis.call('ZRANGE', 'floor:queued', 0, most - 1)
if #ids == 0 then
  return ids
end
redis.call('ZREMRANGEBYRANK', 'floor:queued', 0, #ids - 1)
local taken, started = {}, {}
for i, id in ipairs(ids) do
  local key = 'floor:job:' .. id
  taken[2 * i - 1] = id
  taken[2 * i] = redis.call('HGET', key, 'b')
  redis.call('HSET', key, 's', 'in_progress')
  started[2 * i - 1] = now
  started[2 * i] = id
end
redis.call('ZADD', 'floor:in_progress', unpack(started))
return taken`;

const LANES = 2;

interface FloorRedis extends Redis {
  enqueue(...argv: readonly string[]): Promise<number>;
  turn(...argv: readonly string[]): Promise<string[]>;
}

/** The caller's side of it, as lean as it can be. */
export class FloorStore {
  private readonly redis: FloorRedis;
  private readonly batcher = new TickBatcher((bodies: readonly string[]) => this.send(bodies));

  constructor(redisPort: number) {
    const scripts = {
      enqueue: { lua: ENQUEUE, numberOfKeys: 0 },
      turn: { lua: TURN, numberOfKeys: 0 },
    };
    this.redis = new Redis(redisPort, '127.0.0.1', { scripts }) as FloorRedis;
  }

  add(body: string): Promise<number> {
    return this.batcher.submit(body);
  }

  async addBulk(bodies: readonly string[]): Promise<void> {
    await this.send(bodies);
  }

  turn(most: number, done: readonly string[]): Promise<string[]> {
    return this.redis.turn(String(Date.now()), String(most), ...done);
  }

  /** A connection that waits, until there is something to do. */
  sleeper(): () => Promise<unknown> {
    const redis = this.redis.duplicate();
    return () => redis.blpop('floor:wake', 1);
  }

  completed(): Promise<number> {
    return this.redis.zcard('floor:completed');
  }

  async close(): Promise<void> {
    await this.redis.quit();
  }

  private async send(bodies: readonly string[]): Promise<number[]> {
    await this.redis.enqueue(...bodies.flatMap((body) => [randomUUID(), body]));
    return bodies.map(() => 1);
  }
}

export class FloorPeer implements Peer {
  private store: FloorStore | undefined;

  open(redisPort: number): Promise<void> {
    this.store = new FloorStore(redisPort);
    return Promise.resolve();
  }

  /** Has no delayed jobs. */
  add(payload: object): Promise<unknown> {
    return this.opened.add(JSON.stringify(payload));
  }

  addBulk(payloads: readonly object[]): Promise<unknown> {
    return this.opened.addBulk(payloads.map((payload) => JSON.stringify(payload)));
  }

  /** Two lanes with half of the jobs each: while Redis has the one, the other runs. As many ahead as Sluice has. */
  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void {
    const jobs = concurrency + mostAhead(concurrency);
    for (let lane = 0; lane < LANES; lane += 1) {
      void this.lane(Math.ceil(jobs / LANES), handler, completed);
    }
  }

  completed(): Promise<number> {
    return this.opened.completed();
  }

  close(): Promise<unknown> {
    return this.opened.close();
  }

  private async lane(
    most: number,
    handler: (payload: object) => unknown,
    completed: () => void,
  ): Promise<never> {
    const sleep = this.opened.sleeper();
    let done: string[] = [];
    for (;;) {
      const taken = await this.opened.turn(most, done);
      for (let i = 0; i < done.length; i += 2) {
        completed();
      }
      if (taken.length === 0 && done.length === 0) {
        await sleep();
      }
      done = taken.map((part, i) =>
        i % 2 === 0 ? part : JSON.stringify(handler(JSON.parse(part) as object)),
      );
    }
  }

  private get opened(): FloorStore {
    if (this.store === undefined) {
      throw new Error('not open');
    }
    return this.store;
  }
}
