import type { JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start();
});
afterAll(() => bed.stop());

const patch = (queue: string, index: unknown, headers: Record<string, string> = {}) =>
  bed.ask(`/queues/${queue}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ index }),
  });

const add = (queue: string, id: string, more: object = {}) =>
  bed.post(JSON.stringify({ id, queue, delay_ms: 3_600_000, ...more }));

const list = async (query: string) => {
  const { status, body } = await bed.ask(`/jobs?${query}`);
  expect(status).toBe(200);
  return { ...body, jobs: (body['jobs'] as { id: string }[]).map(({ id }) => id) } as Record<string, unknown>;
};

/** Builds it as a worker would: this service has none. */
async function complete(queue: string): Promise<unknown> {
  const store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
  while ((await store.index(2)).more);
  return (await bed.ask(`/queues/${queue}`)).body['index'];
}

describe('index, a setting of a queue', () => {
  it('is set in any order, shown, and taken away by null or an empty list', async () => {
    expect(await patch('shown', ['tag', 'created'])).toMatchObject({
      status: 200,
      body: {
        ...{ settings: { index: ['created', 'tag'] }, limits: { index: ['created', 'tag'] } },
        index: { jobs: 0, complete: true },
      },
    });
    for (const none of [[], null]) {
      await patch('shown', ['type']);
      const { body } = await patch('shown', none);
      expect(body).toMatchObject({ settings: { index: null }, limits: { index: null }, index: null });
    }
  });

  it.each([
    ['created', '/index'],
    [{}, '/index'],
    [true, '/index'],
    [['created', 'size'], '/index/1'],
    [['created', 'created'], '/index/1'],
    [['created', null], '/index/1'],
    [[['tag']], '/index/0'],
    [[1], '/index/0'],
  ])('%j is refused by name, and nothing is changed', async (value, pointer) => {
    expect(await patch('refused', value)).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer }] },
    });
    expect((await bed.ask('/queues/refused')).status).toBe(404);
  });

  it('names the settings that a client saw, for If-Match', async () => {
    const seen = String((await patch('matched', ['created'])).headers['etag']);
    await patch('matched', ['created', 'type']);
    expect((await patch('matched', null, { 'if-match': seen })).status).toBe(412);
    expect((await bed.ask('/queues/matched')).body).toMatchObject({
      settings: { index: ['created', 'type'] },
    });
  });
});

describe('GET /jobs of an indexed queue', () => {
  it('goes by creation, in full pages, with the jobs that were there before', async () => {
    for (const [i, id] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      await add('found', id, { tags: i % 2 === 0 ? ['even'] : [], delay_ms: 3_600_000 - i });
    }
    expect(await list('queue=found&tag=even&page_size=2')).toMatchObject({ order: 'state', total: null });
    await patch('found', ['created', 'tag']);
    expect(await complete('found')).toEqual({ jobs: 5, complete: true });
    const first = await list('queue=found&tag=even&page_size=2');
    expect(first).toMatchObject({ order: 'created', jobs: ['e', 'c'], scanned: 2, total: 3 });
    expect(
      await list(`queue=found&tag=even&page_size=2&page_token=${String(first['next_page_token'])}`),
    ).toEqual({
      ...{ order: 'created', jobs: ['a'], scanned: 1, total: 3, next_page_token: null },
    });
    const created = (await bed.ask('/jobs/c')).body['created_at'] as string;
    const before = await list(`queue=found&created_before=${created}`);
    expect(before['jobs']).not.toContain('c');
    expect(before).toMatchObject({ order: 'created', total: (before['jobs'] as unknown[]).length });
    await bed.ask('/jobs/b/cancel', { method: 'POST' });
    expect(await list('queue=found')).toMatchObject({ jobs: ['e', 'd', 'c', 'b', 'a'], total: 5 });
    expect(await list('queue=found&status=cancelled')).toMatchObject({
      order: 'state',
      jobs: ['b'],
      total: 1,
    });
  });

  it('goes on when the index is taken away on the way', async () => {
    await patch('lost', ['created']);
    for (const id of ['l1', 'l2', 'l3']) {
      await add('lost', id);
    }
    const first = await list('queue=lost&page_size=1');
    await patch('lost', null);
    const rest = await list(`queue=lost&page_token=${String(first['next_page_token'])}`);
    expect(first['order']).toBe('created');
    expect(rest).toMatchObject({ order: 'state', next_page_token: null });
    expect([...(first['jobs'] as string[]), ...(rest['jobs'] as string[])].sort()).toEqual([
      'l1',
      'l2',
      'l3',
    ]);
  });

  it('refuses a page token that somebody made up', async () => {
    const filter = JSON.stringify(['found', null, null, null, null, null]);
    for (const token of [
      [2, filter, 'found', '', '', ''],
      [2, filter, 'found', 'queued', '5', 'a'],
      [2, filter, 'found', '', '-5', 'a'],
      [3, filter, 'found', 'queued', '5', 'a'],
      [3, filter, 'found', 'queued', '5', 'a', '', 'b'],
      [4, filter, 'found', 'queued', '5', 'a'],
    ]) {
      const text = Buffer.from(JSON.stringify(token)).toString('base64url');
      expect(await bed.ask(`/jobs?queue=found&page_token=${text}`)).toMatchObject({
        ...{ status: 422, body: { code: 'invalid' } },
      });
    }
  });
});
