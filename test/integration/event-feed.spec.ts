import type { Redis } from 'ioredis';
import type { EventFeed, FeedPage } from '../../src/core/event-feed';
import { EventPacker, type PackedEvents } from '../../src/core/event-packer';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { TestRedis } from '../support/redis-server';

const RETENTION = { ms: 86_400_000, failedMs: 86_400_000, count: 1_000, bytes: 1e9 };

let redis: TestRedis;
let client: Redis;
let stores: RedisJobStores;
let feed: EventFeed;

beforeAll(async () => {
  redis = await TestRedis.start();
  client = redis.client();
  stores = new RedisJobStores({ url: redis.url, retention: RETENTION });
  await stores.open();
  feed = stores.events('default');
});
afterAll(async () => {
  await stores.close();
  await client.quit();
  await redis.stop();
});
beforeEach(() => client.del('sluice:{default}:events', 'sluice:{default}:events:listened'));

const KEY = 'sluice:{default}:events';

function events(...jobs: readonly string[]): readonly PackedEvents[] {
  const packer = new EventPacker();
  for (const job of jobs) {
    packer.add(
      { event: 'enqueued', queue: 'q', type: 't', at: 1, attempt: null, errorCode: null },
      job,
      null,
    );
  }
  return packer.take();
}

/** Each event behind `after` that a page tells, with its id. */
function told({ batches }: FeedPage, after = '0-0'): (readonly [string, string])[] {
  return batches.flatMap((batch) =>
    batch.runs
      .flatMap(({ event, records }) => records.map(({ job }) => (event === 'gap' ? event : job)))
      .map((what, place): [string, string] => [batch.idAt(place), what])
      .slice(batch.known(after)),
  );
}

describe('the feed of events', () => {
  it('keeps nothing while nobody listens, and all from then on', async () => {
    expect(await feed.publish(events('unheard'))).toBe(false);
    const page = await feed.read(null);
    expect(page).toMatchObject({ batches: [], first: true, gap: false, cursor: '0-0' });
    expect(await feed.publish(events('a', 'b'))).toBe(true);
    const next = await feed.read(page.cursor);
    expect(told(next).map(([, job]) => job)).toEqual(['a', 'b']);
    expect(next).toMatchObject({ first: false, gap: false, more: false });
  });

  it('goes on behind any event, also one in the middle of an entry', async () => {
    await feed.read(null);
    await feed.publish([...events('a', 'b', 'c'), ...events('d')]);
    await feed.publish(events('e', 'f'));
    expect(await client.xlen(KEY)).toBe(3);
    const all = told(await feed.read('0-0'));
    expect(all.map(([, job]) => job)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    for (const [index, [id]] of all.entries()) {
      const page = await feed.read(id);
      expect(page.gap).toBe(false);
      expect(told(page, id)).toEqual(all.slice(index + 1));
    }
  });

  it('says that events are missing, and from which on there are some', async () => {
    await feed.read(null);
    await feed.publish(events('a', 'b'));
    const [first] = told(await feed.read('0-0'));
    const id = first?.[0] ?? '';
    await feed.publish(events('c'));
    await client.xtrim(KEY, 'MAXLEN', '=', 1);
    const page = await feed.read(id);
    expect(page.gap).toBe(true);
    expect(told(page, id).map(([, job]) => job)).toEqual(['c']);
    await client.del(KEY);
    expect(await feed.read(page.cursor)).toMatchObject({ gap: true, batches: [], cursor: '0-0' });
    await feed.publish(events('d'));
    // A new stream begins behind the numbers of the old one.
    const again = await feed.read(page.cursor);
    expect(again.gap).toBe(true);
    expect(told(again, page.cursor).map(([, job]) => job)).toEqual(['d']);
  });

  it('says so to who comes back after nobody listened', async () => {
    await feed.read(null);
    await feed.publish(events('a'));
    const { cursor } = await feed.read('0-0');
    await client.del(`${KEY}:listened`);
    const page = await feed.read(cursor);
    expect(page.first).toBe(true);
    expect(told(page).map(([, what]) => what)).toEqual(['gap']);
  });

  it('keeps about the latest 50,000, however they were packed, and goes on by itself', async () => {
    await feed.read(null);
    const many = events(...Array.from({ length: 5_000 }, (_, i) => `n${i}`));
    for (let round = 0; round < 14; round += 1) {
      await feed.publish(many);
    }
    let cursor = '0-0';
    let page: FeedPage;
    let count = 0;
    do {
      page = await feed.read(cursor);
      expect(page.batches.length).toBeLessThanOrEqual(32);
      count += told(page, cursor).length;
      cursor = page.cursor;
    } while (page.more);
    expect(count).toBeGreaterThanOrEqual(50_000);
    expect(count).toBeLessThan(60_000);
    expect(await client.pttl(KEY)).toBeGreaterThan(500_000);
  });

  it('goes on in a stream of an earlier release, and beside one that still writes to it', async () => {
    await client.set(`${KEY}:listened`, '1', 'PX', 60_000);
    const single = (job: string) =>
      client.xadd(
        KEY,
        '*',
        'e',
        `{"event":"enqueued","job":"${job}","queue":"q","type":"t","at":1,"attempt":null,"durationMs":null,"errorCode":null}`,
      );
    const old = String(await single('a'));
    await single('b');
    await feed.publish(events('c', 'd'));
    await single('e');
    await client.xadd(KEY, '*', 'e', '{"event":"gap"}');
    await client.xadd(KEY, '*', 'e', 'nonsense');
    await client.xadd(KEY, '*', 'x', '1', 'y', '2');
    await feed.publish(events('f'));
    const page = await feed.read(old);
    expect(page.gap).toBe(false);
    const all = told(page, old);
    expect(all.map(([, what]) => what)).toEqual(['b', 'c', 'd', 'e', 'gap', 'gap', 'gap', 'f']);
    expect(new Set(all.map(([id]) => id)).size).toBe(8);
    for (const [index, [id]] of all.entries()) {
      const rest = await feed.read(id);
      expect(rest.gap).toBe(false);
      expect(told(rest, id)).toEqual(all.slice(index + 1));
    }
    // What the earlier release sees of an entry: that it misses some.
    const entries = await client.xrange(KEY, '-', '+');
    expect(entries.at(-1)?.[1].slice(0, 2)).toEqual(['e', '{"event":"gap"}']);
  });
});
