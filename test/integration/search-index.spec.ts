import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListQuery } from '../../src/core/job-listing';
import { FINAL_STATES, WAITING_STATES } from '../../src/core/states';
import { namespacePrefix } from '../../src/persistence/keys';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { EVERYTHING } from '../contract/rules/list.rules';
import { WorkerEngine } from '../../src/core/worker-engine';
import { engineOptions, KEEP_ALL } from '../support/engine-bed';
import { newJob, NO_LIMITS } from '../support/job-builder';
import { RedisBed } from '../support/redis-bed';
import { TestRedis } from '../support/redis-server';
import { scriptsOnTestClock } from '../support/redis-test-clock';
import { untilTrue } from '../support/until';

const LIB = join(__dirname, '../../src/persistence/scripts/lib');
const OF_QUEUE: ListQuery = { ...EVERYTHING, queue: 'default' };

/** The scripts as they were before there were indexes, for all that writes jobs: they do not ask whether there is one. */
function scriptsOfOldRelease() {
  const arm = readFileSync(join(LIB, 'arm.lua'), 'utf8');
  const found = '    configs[q] = config\n';
  const old = arm.replace(found, `    config.index, config.index_gen = nil, nil\n${found}`);
  if (old === arm) {
    throw new Error('scripts/lib/arm.lua keeps the settings of a queue in another way');
  }
  // To delete a queue was to leave its index.
  const noIndex = 'local function drop_index(q)\nend\nlocal function begin_index(q)\nend\n';
  return scriptsOnTestClock({ arm: old, 'index-begin': noIndex });
}

it('workers build the index of a queue beside their jobs', async () => {
  const server = await TestRedis.start();
  const stores = new RedisJobStores({ url: server.url, retention: KEEP_ALL });
  await stores.open();
  const engine = new WorkerEngine(engineOptions(stores, { simulate: () => null }));
  try {
    const store = stores.namespace('default');
    const ids = Array.from({ length: 450 }, (_, i) => `j${i}`);
    await store.enqueue(
      ids.map((id, i) => newJob(id, { delayMs: i % 2 === 0 ? 3_600_000 : null })),
      NO_LIMITS,
    );
    await store.configureQueue('default', { index: ['created'] });
    engine.start();
    await untilTrue(
      async () => (await store.queue('default'))?.index?.whole === true,
      30_000,
      () => 'the index is not whole',
    );
    const { order, jobs, total } = await store.list({ ...OF_QUEUE, pageSize: 500 });
    expect({ order, total }).toEqual({ order: 'created', total: 450 });
    expect(jobs.map(({ id }) => id).sort()).toEqual(ids.sort());
  } finally {
    await engine.stop();
    await stores.close();
    await server.stop();
  }
});

/** Two releases on one Redis, of which one knows of no index. */
describe('an index while an older release runs beside', () => {
  let bed: RedisBed;
  let oldStores: RedisJobStores;

  beforeAll(async () => {
    bed = await RedisBed.start();
    oldStores = new RedisJobStores({
      url: bed.server.url,
      retention: KEEP_ALL,
      scripts: scriptsOfOldRelease(),
    });
  });

  afterAll(async () => {
    await oldStores.close();
    await bed.stop();
  });

  async function open() {
    const { namespace, store, advance } = await bed.open(KEEP_ALL);
    await oldStores.open();
    const old = oldStores.namespace(namespace);
    const list = async (chosen: Partial<ListQuery> = {}) => {
      const { order, jobs } = await store.list({ ...OF_QUEUE, ...chosen });
      return `${order}: ${jobs.map(({ id }) => id).join(' ')}`;
    };
    const build = async () => {
      while ((await store.index(500)).more);
    };
    const keys = async () => {
      const prefix = namespacePrefix(namespace);
      const found = await Promise.all(['index*', 'q:*:index'].map((some) => bed.client.keys(prefix + some)));
      const all = found.flat();
      return all.map((key) => key.slice(prefix.length)).sort();
    };
    await store.configureQueue('default', { index: ['created', 'tag'] });
    await store.enqueue([newJob('a', { tags: ['t'] }), newJob('b')], NO_LIMITS);
    expect(await list()).toBe('created: b a');
    return { store, old, advance, list, build, keys };
  }

  it('a job that the older one stored is in no list by the index until it is in the index', async () => {
    const { old, advance, list, build } = await open();
    await old.enqueue([newJob('c', { tags: ['t'] })], NO_LIMITS);
    expect(await list()).toBe('state: c b a');
    expect(await list({ tag: 't' })).toBe('state: c a');
    await advance(60_000);
    await build();
    expect(await list()).toBe('created: c b a');
    expect(await list({ tag: 't' })).toBe('created: c a');
  });

  it('a job that the older one removed is in no list, and leaves nothing behind', async () => {
    const { store, old, advance, list, build, keys } = await open();
    await old.purge(['a'], WAITING_STATES);
    expect(await list({ tag: 't' })).toBe('state: ');
    expect(await list()).toBe('state: b');
    await advance(60_000);
    await build();
    await advance(10_000);
    await build();
    expect(await list()).toBe('created: b');
    expect((await store.queue('default'))?.index).toEqual({ jobs: 1, whole: true });
    const [, gen] = /^index:(\d+):/.exec((await keys())[0] ?? '') ?? [];
    expect(await keys()).toEqual([
      `index:${gen}:created`,
      `index:${gen}:sets`,
      'indexing',
      'q:default:index',
    ]);
  });

  it('one stored and one removed do not make up for each other', async () => {
    const { store, old, list, advance, build } = await open();
    await old.enqueue([newJob('c')], NO_LIMITS);
    await old.purge(['a'], WAITING_STATES);
    expect((await store.queue('default'))?.index).toEqual({ jobs: 2, whole: false });
    expect(await list()).toBe('state: c b');
    await advance(60_000);
    await build();
    await advance(10_000);
    await build();
    expect(await list()).toBe('created: c b');
  });

  it('a job of an index that the older one removes while it is built', async () => {
    const { store, old, list, advance, build } = await open();
    await store.configureQueue('default', { index: ['created'] });
    await store.index(1);
    await store.index(1);
    await old.purge(['b', 'a'], WAITING_STATES);
    await store.enqueue([newJob('c'), newJob('d')], NO_LIMITS);
    expect(await list()).toBe('state: d c');
    await build();
    await advance(10_000);
    await build();
    expect(await list()).toBe('created: d c');
  });

  it('a queue that the older one deleted takes its index along', async () => {
    const { store, old, list, advance, build, keys } = await open();
    await store.purge(['b'], [...WAITING_STATES, ...FINAL_STATES]);
    await old.purge(['a'], WAITING_STATES);
    expect(await old.deleteQueue('default')).toEqual({ result: 'deleted' });
    await old.enqueue([newJob('c')], NO_LIMITS);
    expect(await list()).toBe('state: c');
    expect(await keys()).toContain('q:default:index');
    await advance(60_000);
    await build();
    await build();
    expect(await keys()).toEqual([]);
    expect(await list()).toBe('state: c');
  });

  it('the older one reads and runs jobs of an indexed queue', async () => {
    const { store, old } = await open();
    expect(await old.get('a')).toEqual(await store.get('a'));
    expect((await old.list(OF_QUEUE)).jobs).toHaveLength(2);
    expect((await old.queue('default'))?.states).toMatchObject({ queued: 2 });
  });
});
