import type { StoreAdvice, StoreCheck } from '../../src/core/store-advice';
import { StoreUnavailableError } from '../../src/core/errors';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { KEEP_ALL } from '../support/engine-bed';
import { freePort, TestRedis } from '../support/redis-server';

async function open(url: string): Promise<RedisJobStores> {
  const stores = new RedisJobStores({ url, retention: KEEP_ALL });
  await stores.open();
  return stores;
}

function levels(advice: readonly StoreAdvice[]): Partial<Record<StoreCheck, string>> {
  return Object.fromEntries(advice.map(({ check, level }) => [check, level]));
}

const FINE = {
  version: 'ok',
  eviction: 'ok',
  append_only: 'ok',
  fsync: 'ok',
  role: 'ok',
  cluster: 'ok',
  rights: 'ok',
};

describe('the advice about a real Redis', () => {
  let redis: TestRedis;
  let stores: RedisJobStores;
  beforeAll(async () => {
    redis = await TestRedis.start(['--save', '', '--appendonly', 'yes']);
    stores = await open(redis.url);
  });
  afterAll(async () => {
    await stores.close();
    await redis.stop();
  });

  async function whileSet(
    settings: Readonly<Record<string, string>>,
    undo: Readonly<Record<string, string>>,
  ) {
    const client = redis.client();
    try {
      await client.config('SET', ...Object.entries(settings).flat());
      return await stores.adviser.look();
    } finally {
      await client.config('SET', ...Object.entries(undo).flat());
      await client.quit();
    }
  }

  it('has no fault to find where all is as it should be', async () => {
    expect(levels(await stores.adviser.look())).toEqual(FINE);
  });

  it.each([
    ['allkeys-lru', 'unfit'],
    ['allkeys-random', 'unfit'],
    ['volatile-ttl', 'warning'],
    ['volatile-lru', 'warning'],
  ])('takes the eviction policy %s for %s', async (policy, level) => {
    const undo = { 'maxmemory-policy': 'noeviction' };
    expect(levels(await whileSet({ 'maxmemory-policy': policy }, undo))).toEqual({
      ...FINE,
      eviction: level,
    });
  });

  it.each([
    [{ appendonly: 'no' }, { appendonly: 'yes' }, 'append_only'],
    [{ appendfsync: 'no' }, { appendfsync: 'everysec' }, 'fsync'],
  ] as const)('warns of %j', async (settings, undo, check) => {
    expect(levels(await whileSet(settings, undo))).toEqual({ ...FINE, [check]: 'warning' });
  });

  it('warns of a replica', async () => {
    const client = redis.client();
    try {
      await client.replicaof('127.0.0.1', 1);
      expect(levels(await stores.adviser.look())).toEqual({ ...FINE, role: 'warning' });
    } finally {
      await client.replicaof('NO', 'ONE');
      await client.quit();
    }
  });

  it('warns of a node of a cluster', async () => {
    const node = await TestRedis.start(['--save', '', '--appendonly', 'yes', '--cluster-enabled', 'yes']);
    const there = await open(node.url);
    try {
      expect(levels(await there.adviser.look())).toEqual({ ...FINE, cluster: 'warning', rights: 'unknown' });
    } finally {
      await there.close();
      await node.stop();
    }
  });

  it.each([
    ['CONFIG', ['-config'], { ...FINE, fsync: 'unknown' }],
    [
      'CONFIG and INFO',
      ['-config', '-info'],
      { ...Object.fromEntries(Object.keys(FINE).map((c) => [c, 'unknown'])), rights: 'ok' },
    ],
  ])('does not know what a Redis hides that allows no %s', async (_name, rules, expected) => {
    const client = redis.client();
    await client.acl('SETUSER', 'managed', 'on', '>secret', '~*', '&*', '+@all', ...rules);
    const there = await open(redis.url.replace('//', '//managed:secret@'));
    try {
      expect(levels(await there.adviser.look())).toEqual(expected);
    } finally {
      await there.close();
      await client.acl('DELUSER', 'managed');
      await client.quit();
    }
  });

  it('does not guess while Redis is away', async () => {
    const nobody = await open(`redis://127.0.0.1:${await freePort()}`);
    await expect(nobody.adviser.look()).rejects.toBeInstanceOf(StoreUnavailableError);
    await nobody.close();
  });
});
