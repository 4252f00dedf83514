import type { Redis } from 'ioredis';
import { machineMs } from '../process/machine-clock';
import { between, lasting, type Fault, type Field } from './fault';

/** A connection of the fault's own, past the processes' links, which the fault does not cut. */
async function withAdmin(field: Field, work: (admin: Redis) => Promise<void>): Promise<void> {
  const admin = field.redis.client();
  admin.on('error', () => undefined);
  try {
    await work(admin);
  } finally {
    admin.disconnect();
  }
}

function command(
  name: string,
  [leastMs, mostMs]: readonly [number, number],
  work: (admin: Redis, lastsMs: number, field: Field) => Promise<void>,
): Fault {
  return {
    name,
    hits: 'store',
    strike: async (field) => {
      const lastsMs = between(field.random, leastMs, mostMs);
      field.timeline.note(`${name}${lastsMs > 0 ? `, ${lastsMs} ms` : ''}`);
      await field.timeline.storeTrouble(() => withAdmin(field, (admin) => work(admin, lastsMs, field)));
    },
  };
}

/** Killed, away for `downMs`, then LOADING for `loadingMs`, and there again with what it had written. */
export async function killRedis({ redis, timeline }: Field, downMs: number, loadingMs = 0): Promise<void> {
  const loading = loadingMs > 0 ? ` and ${loadingMs} ms of loading` : '';
  timeline.note(`Redis: SIGKILL, back after ${downMs} ms${loading}`);
  await timeline.storeTrouble(async () => {
    timeline.redisKills.push(machineMs());
    await redis.kill();
    timeline.redisKills.push(machineMs());
    await lasting(downMs);
    if (loadingMs > 0) {
      await redis.restartSlowly(loadingMs);
    } else {
      await redis.restart();
    }
  });
}

export const REDIS_FAULTS: readonly Fault[] = [
  {
    name: 'Redis is killed',
    hits: 'store',
    strike: (field) => killRedis(field, between(field.random, 0, 4_000)),
  },
  {
    name: 'Redis is killed and loads slowly',
    hits: 'store',
    strike: (field) => killRedis(field, 0, between(field.random, 1_000, 5_000)),
  },
  {
    name: 'Redis stands still',
    hits: 'store',
    strike: async ({ redis, random, timeline }) => {
      const ms = between(random, 500, 7_000);
      timeline.note(`Redis: SIGSTOP for ${ms} ms`);
      await timeline.storeTrouble(async () => {
        redis.signal('SIGSTOP');
        await lasting(ms);
        redis.signal('SIGCONT');
      });
    },
  },
  command('Redis: SCRIPT FLUSH', [500, 2_000], async (admin, lastsMs, { random }) => {
    for (let left = lastsMs; left > 0;) {
      await admin.script('FLUSH');
      const pauseMs = between(random, 20, 200);
      await lasting(pauseMs);
      left -= pauseMs;
    }
  }),
  command('Redis: CLIENT KILL', [500, 3_000], async (admin, lastsMs, { random }) => {
    for (let left = lastsMs; left > 0;) {
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      const pauseMs = between(random, 50, 500);
      await lasting(pauseMs);
      left -= pauseMs;
    }
  }),
  command('Redis: CLIENT PAUSE', [500, 5_000], async (admin, lastsMs) => {
    await admin.client('PAUSE', lastsMs, 'ALL');
    await lasting(lastsMs);
  }),
  command('Redis: OOM', [1_000, 6_000], async (admin, lastsMs, { timeline }) => {
    timeline.memoryWasShort = true;
    await admin.config('SET', 'maxmemory', 1);
    await lasting(lastsMs);
    await admin.config('SET', 'maxmemory', 0);
  }),
  command('Redis: READONLY', [1_000, 6_000], async (admin, lastsMs) => {
    await admin.replicaof('127.0.0.1', 1);
    await lasting(lastsMs);
    await admin.replicaof('NO', 'ONE');
  }),
  command('Redis: BUSY', [500, 4_000], async (admin, lastsMs, { redis }) => {
    const busy = redis.client();
    busy.on('error', () => undefined);
    const killed = busy.eval('while true do end', 0).catch(() => undefined);
    await lasting(lastsMs);
    await admin.script('KILL');
    await killed;
    busy.disconnect();
  }),
  command('Redis: MISCONF', [1_000, 6_000], async (admin, lastsMs) => {
    await admin.config('SET', 'save', '3600 1');
    // Not refused while the append-only file is being rewritten.
    await admin.bgsave('SCHEDULE');
    while (!(await admin.info('persistence')).includes('rdb_last_bgsave_status:err')) {
      await lasting(20);
    }
    await lasting(lastsMs);
    await admin.config('SET', 'save', '');
  }),
  command('Redis: maxclients', [1_000, 6_000], async (admin, lastsMs) => {
    const [, before] = (await admin.config('GET', 'maxclients')) as [string, string];
    // Room for about one process, and nobody holds it.
    await admin.config('SET', 'maxclients', 4);
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await lasting(lastsMs);
    await admin.config('SET', 'maxclients', before);
  }),
];
