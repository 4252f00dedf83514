import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_MAX_DEPTH: '10' });
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
  const jobs: [queue: string, count: number][] = [
    ['few', 1],
    ['many', 4],
    ['some', 2],
    ['tight', 2],
  ];
  for (const [queue, count] of jobs) {
    for (let i = 0; i < count; i += 1) {
      await bed.post(
        JSON.stringify({ id: `${queue}-${i}`, queue, payload: 'x'.repeat(queue === 'few' ? 500 : 1) }),
      );
    }
  }
  await store.configureQueue('tight', { maxDepth: 2 });
  await store.configureQueue('empty', { paused: true });
  await store.configureQueue('sluice.own', { paused: true });
  const lease = { token: 'sorted00000001' };
  const { jobs: claimed } = await store.claim({
    ...{ nonce: lease.token, lane: 0, types: ['simulate'], queues: [{ queue: 'some', weight: 1 }] },
    ...{ max: 1, leaseMs: 60_000 },
  });
  await store.fail(
    claimed.map(({ id }) => ({ id, ...lease, error: { code: 'x', message: 'x' }, retryInMs: null })),
  );
});
afterAll(() => bed.stop());

async function page(query: string) {
  const { status, body } = await bed.ask(`/queues?${query}`);
  expect(status).toBe(200);
  const names = (body['queues'] as { readonly name: string }[]).map(({ name }) => name);
  return { ...body, names } as unknown as {
    names: string[];
    next_page_token: string | null;
    total: number | null;
    truncated: boolean;
    queues: readonly Readonly<Record<string, unknown>>[];
  };
}

describe('GET /queues?sort=', () => {
  it.each([
    ['depth', ['many', 'tight', 'few', 'some', 'empty']],
    ['queued', ['many', 'tight', 'few', 'some', 'empty']],
    ['failed', ['some', 'empty', 'few', 'many', 'tight']],
    ['oldest', ['few', 'many', 'some', 'tight', 'empty']],
    ['bytes', ['few', 'many', 'tight', 'some', 'empty']],
    ['full', ['tight', 'many', 'few', 'some', 'empty']],
    ['name', ['empty', 'few', 'many', 'some', 'tight']],
  ])('%s puts the most first', async (sort, names) => {
    expect(await page(`sort=${sort}`)).toMatchObject({
      ...{ names, total: 5, truncated: false, next_page_token: null },
    });
  });

  it('pages, and finds by a text', async () => {
    const first = await page('sort=depth&page_size=2');
    expect(first).toMatchObject({ names: ['many', 'tight'], total: 5 });
    const second = await page(`sort=depth&page_size=2&page_token=${String(first.next_page_token)}`);
    expect(second.names).toEqual(['few', 'some']);
    const last = await page(`sort=depth&page_size=2&page_token=${String(second.next_page_token)}`);
    expect(last).toMatchObject({ names: ['empty'], next_page_token: null });
    expect(await page('sort=depth&contains=m')).toMatchObject({ names: ['many', 'some', 'empty'], total: 3 });
    expect(await page('contains=none')).toMatchObject({ names: [], total: 0 });
    expect(await page('sort=depth&page_token=100')).toMatchObject({ names: [], next_page_token: null });
  });

  it('says of each queue what is so now, and puts a new one in place within moments', async () => {
    await page('sort=depth');
    await bed.ask('/queues/many/pause', { method: 'POST' });
    expect((await page('sort=depth')).queues[0]).toMatchObject({ name: 'many', paused: true });
    for (let i = 0; i < 6; i += 1) {
      await bed.post(JSON.stringify({ queue: 'zz-new' }));
    }
    await untilTrue(
      async () => (await page('sort=depth')).names[0] === 'zz-new',
      10_000,
      () => 'the order stays old',
    );
    expect((await page('sort=depth')).total).toBe(6);
  });

  it('refuses an order and a page that there are none of', async () => {
    for (const query of ['sort=size', 'sort=depth&page_token=many', 'sort=']) {
      expect(await bed.ask(`/queues?${query}`)).toMatchObject({ status: 422 });
    }
  });
});
