import type { HistoryStore, HistoryStores } from '../../../src/core/history-store';
import { HISTORY_STORES } from '../../../src/persistence/persistence.module';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

type Columns = Readonly<Record<string, (number | null)[]>>;

const MINUTE = 60_000;
const PLACES = 1_442;
const RING = 'sluice:{default}:history:60000';

let bed: HttpBed;
let store: HistoryStore;

beforeEach(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<HistoryStores>(HISTORY_STORES).history('default');
});
afterEach(() => bed.stop());

async function history(query: string) {
  const answer = await bed.ask(`/metrics/history?${query}`);
  expect(answer.status).toBe(200);
  return answer.body as unknown as { increments: Columns; states: Columns; points: number; to: string };
}

async function recordAll(): Promise<void> {
  let after: string | null = null;
  do {
    after = await store.recordQueues(after);
  } while (after !== null);
}

/** As the scripts write it: enqueued, then queued. */
function entry(step: number, enqueued: number, queued: number): [string, string] {
  return [String(step % PLACES), `${step} ${enqueued}${' 0'.repeat(11)} ${queued}${' 0'.repeat(4)}`];
}

describe('GET /metrics/history?queue=', () => {
  it('has what came into a new queue since there was nothing', async () => {
    await bed.post('{"id":"first","queue":"new"}');
    await recordAll();
    const { increments, states } = await history('queue=new&points=3');
    expect(increments['enqueued']).toContain(1);
    expect(Object.keys(states)).toEqual(Object.keys((await history('points=1')).states));
  });

  it('is written by whoever begins a minute', async () => {
    await bed.post('{"id":"first","queue":"walked"}');
    const redis = bed.redis.client();
    await redis.del(RING);
    const other = await HttpBed.on(bed.redis);
    await untilTrue(
      async () => (await redis.exists('sluice:{default}:q:walked:history')) === 1,
      10_000,
      () => 'nobody wrote the queue down',
    );
    await other.close();
    await redis.quit();
  });

  it('stands as it stood where nothing changed, and is null where nobody looked', async () => {
    await bed.post('{"id":"one","queue":"q"}');
    const redis = bed.redis.client();
    const now = Date.parse((await history('queue=q')).to) / MINUTE;
    await redis.del('sluice:{default}:q:q:history', RING);
    await redis.hset(
      'sluice:{default}:q:q:history',
      Object.fromEntries([entry(now - 9, 5, 2), entry(now - 6, 8, 3)]),
    );
    const looked = [now - 10, now - 9, now - 8, now - 7, now - 6, now - 5, now - 3];
    await redis.hset(RING, Object.fromEntries(looked.map((step) => entry(step, 0, 0))));
    const { increments, states } = await history('queue=q&points=11');
    const shift = Date.parse((await history('queue=q')).to) / MINUTE - now;
    if (shift === 0) {
      expect(states['queued']).toEqual([null, null, 2, 2, 2, 3, 3, null, 3, null, null]);
      expect(increments['enqueued']).toEqual([null, null, 0, 0, 3, 0, null, null, null, null, null]);
    }
    await redis.quit();
  });

  it('is kept of a bounded number of queues, changes only, and goes with the queue', async () => {
    for (let i = 0; i < 210; i += 1) {
      await bed.post(JSON.stringify({ id: `q-${i}`, queue: `q-${i}` }));
    }
    await recordAll();
    const redis = bed.redis.client();
    expect(await redis.zcard('sluice:{default}:history:queues')).toBe(200);
    const key = 'sluice:{default}:q:q-1:history';
    const before = await redis.hgetall(key);
    await recordAll();
    expect(await redis.hgetall(key)).toEqual(before);
    expect(await redis.pttl(key)).toBeGreaterThan(86_400_000 - 60_000);
    await redis.zadd('sluice:{default}:history:queues', 5, 'q-1'); // quiet for long
    await redis.zrem('sluice:{default}:history:queues', 'q-2');
    await redis.zadd('sluice:{default}:history:queues', 9e9, 'another');
    await bed.post('{"id":"late","queue":"zz-late"}');
    await recordAll();
    expect(await redis.exists(key)).toBe(0);
    await bed.ask('/jobs/q-3/cancel', { method: 'POST' });
    await bed.ask('/queues/q-3/purge', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"states":["cancelled"]}',
    });
    expect((await bed.ask('/queues/q-3', { method: 'DELETE' })).status).toBe(200);
    expect(await redis.exists('sluice:{default}:q:q-3:history')).toBe(0);
    expect(await redis.zscore('sluice:{default}:history:queues', 'q-3')).toBeNull();
    await redis.quit();
  });

  it('refuses what it does not have', async () => {
    expect(await bed.ask('/metrics/history?queue=none')).toMatchObject({ status: 404 });
    const answer = await bed.ask('/metrics/history?queue=a%20b&step_ms=5000&points=2000');
    expect(answer.status).toBe(422);
    const errors = answer.body['errors'] as { readonly parameter: string }[];
    expect(errors.map(({ parameter }) => parameter)).toEqual(['queue', 'step_ms', 'points']);
    await bed.post('{"queue":"q"}');
    expect((await history('queue=q')).points).toBe(1_440);
  });
});
