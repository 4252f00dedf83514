import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { TestRedis } from '../support/redis-server';
import { untilTrue } from '../support/until';
import { FAULT_MS } from './bounds';
import { CALLS, type Call, type Recipe, type Target } from './recipe';

const DURABLE = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'] as const;
const FORGETFUL = ['--save', '', '--appendonly', 'no'] as const;
/** At two milliseconds a key, loading takes longer than any fault here lasts. */
const LOADED_KEYS = 20_000;

const ALL: readonly Call[] = CALLS;
/** Calls that free memory, or that need none worth speaking of: their scripts run with `allow-oom`. */
const DRAINING: readonly Call[] = ['claim', 'complete', 'fail', 'extend', 'promote', 'reap', 'cancel'];

export const RECIPES: readonly Recipe[] = [
  {
    name: 'Redis down',
    says: 'the process is killed, and started again with its append-only file',
    works: [],
    strike: async ({ redis }) => {
      await redis.kill();
      return () => redis.restart();
    },
  },
  {
    name: 'F-EMPTY',
    says: 'Redis without persistence is killed and comes back empty',
    args: FORGETFUL,
    forgets: true,
    works: [],
    strike: async ({ redis }) => {
      await redis.kill();
      return () => redis.restart();
    },
  },
  {
    name: 'F-LOADING',
    says: 'Redis restarts and reads its file for a while',
    works: [],
    strike: ({ redis, admin }) => loadSlowly(redis, admin),
  },
  {
    name: 'F-OOM',
    says: 'maxmemory is reached under noeviction',
    trims: true,
    works: [...DRAINING, 'metrics'],
    strike: setting('maxmemory', '1', '0'),
  },
  {
    name: 'F-RO',
    says: 'Redis became a replica: READONLY',
    works: ['metrics'],
    strike: async ({ admin }) => {
      await admin.replicaof('127.0.0.1', 1);
      return async () => {
        await admin.replicaof('NO', 'ONE');
      };
    },
  },
  {
    name: 'F-MISCONF',
    says: 'Redis cannot save to its disk and refuses writes',
    works: ['metrics'],
    strike: ({ redis, admin }) => breakSaving(redis, admin),
  },
  {
    name: 'F-BUSY',
    says: 'a script of somebody else runs for ever',
    works: [],
    strike: ({ redis, admin }) => keepBusy(redis, admin),
  },
  {
    name: 'F-PAUSE',
    says: '`CLIENT PAUSE`: Redis answers nobody, then does all that it was asked meanwhile',
    works: [],
    strike: async ({ admin }) => {
      await admin.client('PAUSE', FAULT_MS, 'ALL');
      // Nobody can end it before its time, since that command would wait as well.
      return async () => {
        await admin.ping();
      };
    },
  },
  {
    name: 'F-STOP',
    says: 'the Redis process is stopped (SIGSTOP), connections stay open',
    works: [],
    strike: ({ redis }) => {
      redis.signal('SIGSTOP');
      return Promise.resolve(() => {
        redis.signal('SIGCONT');
        return Promise.resolve();
      });
    },
  },
  {
    name: 'F-MAXCLI',
    says: 'connections are cut and `maxclients` lets none in again',
    works: [],
    strike: async ({ admin }) => {
      const [, before] = (await admin.config('GET', 'maxclients')) as [string, string];
      await admin.config('SET', 'maxclients', 1);
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      return async () => {
        await admin.config('SET', 'maxclients', before);
      };
    },
  },
  {
    name: 'F-NOSCRIPT',
    says: 'the script cache is flushed again and again, as a failover does',
    works: ALL,
    strike: ({ admin }) => {
      const timer = setInterval(() => void admin.script('FLUSH'), 20);
      return Promise.resolve(() => {
        clearInterval(timer);
        return Promise.resolve();
      });
    },
  },
];

export function argsOf(recipe: Recipe): readonly string[] {
  return recipe.args ?? DURABLE;
}

function setting(name: string, bad: string, good: string): Recipe['strike'] {
  return async ({ admin }: Target) => {
    await admin.config('SET', name, bad);
    return async () => {
      await admin.config('SET', name, good);
    };
  };
}

/** Redis with a file that takes long to read, until the time is over and the rest goes at full speed. */
async function loadSlowly(redis: TestRedis, admin: Redis): Promise<() => Promise<void>> {
  await admin.eval(`for i = 1, ${LOADED_KEYS} do redis.call('SET', 'filler:' .. i, i) end`, 0);
  await admin.bgrewriteaof();
  await untilTrue(
    async () => /aof_rewrite_in_progress:0[^]*aof_rewrite_scheduled:0/.test(await admin.info('persistence')),
    10_000,
    () => 'the append-only file is being rewritten',
  );
  await redis.kill();
  const ready = redis.restart([
    ...['--key-load-delay', '2000'],
    ...['--loading-process-events-interval-bytes', '1024'],
  ]);
  ready.catch(() => undefined);
  return async () => {
    const other = new Redis(redis.port, '127.0.0.1', { enableReadyCheck: false });
    other.on('error', () => undefined);
    await other.config('SET', 'key-load-delay', '0');
    other.disconnect();
    await ready;
  };
}

/** A snapshot that fails, since a folder has the name of its file. */
async function breakSaving(redis: TestRedis, admin: Redis): Promise<() => Promise<void>> {
  const snapshot = join(redis.dir, 'dump.rdb');
  mkdirSync(join(snapshot, 'in-the-way'), { recursive: true });
  await admin.config('SET', 'save', '3600 1');
  await admin.set('filler', 1);
  await admin.bgsave('SCHEDULE');
  await untilTrue(
    async () => (await admin.info('persistence')).includes('rdb_last_bgsave_status:err'),
    5_000,
    () => 'the snapshot fails',
  );
  return async () => {
    await admin.config('SET', 'save', '');
    rmSync(snapshot, { recursive: true });
  };
}

async function keepBusy(redis: TestRedis, admin: Redis): Promise<() => Promise<void>> {
  await admin.config('SET', 'busy-reply-threshold', 200);
  const busy = redis.client();
  busy.on('error', () => undefined);
  const ended = busy.eval('while true do end', 0).catch(() => undefined);
  const busyYet = () =>
    admin.ping().then(
      () => false,
      (error: unknown) => String(error).includes('BUSY'),
    );
  await untilTrue(busyYet, 5_000, () => 'Redis is busy');
  return async () => {
    await admin.script('KILL');
    await ended;
    busy.disconnect();
  };
}
