import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;
let nonce = 0;

const claim = async (from: JobStore, queue: string) => {
  nonce += 1;
  const { jobs } = await from.claim({
    nonce: `queues00${String(nonce).padStart(6, '0')}`,
    ...{ lane: 0, types: ['simulate'], queues: [{ queue, weight: 1 }], max: 10, leaseMs: 60_000 },
  });
  return jobs.map(({ id }) => id);
};
const add = (queue: string, id: string) => bed.post(JSON.stringify({ id, queue, payload: 12345 }));
const post = (path: string) => bed.ask(path, { method: 'POST' });
const patch = (queue: string, body: string, headers: Record<string, string> = {}) =>
  bed.ask(`/queues/${queue}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
const tagOf = async (queue: string) => String((await bed.ask(`/queues/${queue}`)).headers['etag']);

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_MAX_DEPTH: '1000' });
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

describe('GET /queues', () => {
  it('pages by name, finds by a text, and leaves out what is the service’s own', async () => {
    await store.configureQueue('sluice.own', { maxDepth: 1 });
    for (const name of ['list-a', 'list-b', 'list-c', 'other-list']) {
      await add(name, `job-${name}`);
    }
    const page = async (query: string) => {
      const { status, body } = await bed.ask(`/queues?${query}`);
      expect(status).toBe(200);
      const names = (body['queues'] as { name: string }[]).map(({ name }) => name);
      return [names, body['next_page_token']];
    };
    expect(await page('contains=list&page_size=2')).toEqual([['list-a', 'list-b'], 'list-b']);
    expect(await page('contains=list&page_size=2&page_token=list-b')).toEqual([
      ['list-c', 'other-list'],
      null,
    ]);
    expect(await page('contains=own')).toEqual([[], null]);
  });

  it.each(['page_size=0', 'page_size=201', 'contains=', 'contains=%25', 'page_token=a%20b', 'sort=x'])(
    'refuses ?%s',
    async (query) => {
      expect(await bed.ask(`/queues?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid' } });
    },
  );
});

describe('GET /queues/{queue}', () => {
  it('tells counts, settings and the limits that hold', async () => {
    await add('one', 'one-1');
    await add('one', 'one-2');
    await claim(store, 'one');
    await add('one', 'one-3');
    await store.configureQueue('one', { maxBytes: 77, concurrency: 2 });
    expect((await bed.ask('/queues/one')).body).toMatchObject({
      ...{ name: 'one', paused: false, paused_at: null, depth: 1, bytes: 15, kept_bytes: 0 },
      settings: { max_depth: null, max_bytes: 77, concurrency: 2 },
      limits: { max_depth: 1000, max_bytes: 77, concurrency: 2 },
      states: { queued: 1, in_progress: 2 },
      counters: { enqueued: 3, started: 2 },
      oldest_queued_at: (await bed.ask('/jobs/one-3')).body['created_at'],
    });
  });

  it.each(['none', 'a%20b', 'sluice.own', '%2e%2e'])('answers 404 for %s', async (name) => {
    expect(await bed.ask(`/queues/${name}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('answers with the fields that the document lists', async () => {
    const { components } = (await bed.ask('/openapi.json')).body as {
      components: { schemas: Record<string, { properties: object }> };
    };
    const described = (name: string) => Object.keys(components.schemas[name]?.properties ?? {});
    const { body } = await bed.ask('/queues/one');
    // The document has the fields of a class before those of the one that it extends.
    expect(Object.keys(body).sort()).toEqual(described('QueueDetailsDto').sort());
    const [listed = {}] = (await bed.ask('/queues')).body['queues'] as object[];
    expect(Object.keys(listed)).toEqual(described('QueueDto'));
    expect(Object.keys(body['limits'] as object)).toEqual(described('QueueLimitsDto'));
    const counters = components.schemas['QueueDto']?.properties as { counters: { properties: object } };
    expect(Object.keys(body['counters'] as object)).toEqual(Object.keys(counters.counters.properties));
    expect(Object.keys((await bed.ask('/queues')).body)).toEqual(described('QueuePageDto'));
  });
});

describe('PATCH /queues/{queue}', () => {
  it('sets what is named, removes what is null, and leaves the rest', async () => {
    expect(await patch('set', '{"max_depth":1,"concurrency":3}')).toMatchObject({
      status: 200,
      body: { settings: { max_depth: 1, max_bytes: null, concurrency: 3 } },
    });
    expect((await add('set', 'set-1')).status).toBe(202);
    expect(await add('set', 'set-2')).toMatchObject({ status: 503, body: { code: 'queue_full' } });
    expect((await patch('set', '{"max_depth":null}')).body).toMatchObject({
      settings: { max_depth: null, concurrency: 3 },
      limits: { max_depth: 1000 },
    });
    expect((await add('set', 'set-2')).status).toBe(202);
  });

  it('changes only the settings that If-Match names', async () => {
    await patch('tags', '{"max_depth":5}');
    const tag = await tagOf('tags');
    expect(tag).toMatch(/^"[\w-]{16}"$/);
    await add('tags', 'tags-1');
    expect(await tagOf('tags')).toBe(tag); // jobs come and go; it names the settings
    const first = await patch('tags', '{"max_depth":6}', { 'if-match': `"other", ${tag}` });
    expect(first).toMatchObject({ status: 200, body: { settings: { max_depth: 6 } } });
    expect(first.headers['etag']).not.toBe(tag);
    expect(await patch('tags', '{"max_depth":7}', { 'if-match': tag })).toMatchObject({
      status: 412,
      body: { code: 'precondition_failed' },
    });
    expect((await bed.ask('/queues/tags')).body).toMatchObject({ settings: { max_depth: 6 } });
    expect((await patch('tags', '{"max_depth":8}', { 'if-match': '*' })).status).toBe(200);
    expect((await patch('nowhere', '{"max_depth":8}', { 'if-match': '*' })).status).toBe(412);
    expect((await bed.ask('/queues/nowhere')).status).toBe(404);
  });

  it('lets only one of many writers with the same tag through', async () => {
    await patch('race', '{"max_depth":1}');
    const tag = await tagOf('race');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => patch('race', `{"max_depth":${i + 10}}`, { 'if-match': tag })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7);
  });

  it.each([
    ['{"max_age":1}', '/max_age'],
    ['{"paused":true}', '/paused'],
    ['{"max_depth":-1}', '/max_depth'],
    ['{"max_depth":1.5}', '/max_depth'],
    ['{"max_bytes":"1"}', '/max_bytes'],
    ['{"concurrency":true}', '/concurrency'],
    ['{"concurrency":1e400}', '/concurrency'],
    ['{"a/b~":1}', '/a~1b~0'],
    ['{"__proto__":1}', '/__proto__'],
    ['{}', ''],
    ['[]', ''],
  ])('refuses %s', async (body, pointer) => {
    expect(await patch('refused', body)).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer }] },
    });
    expect((await bed.ask('/queues/refused')).status).toBe(404);
  });

  it('refuses names that no queue can have, and what is not JSON', async () => {
    expect((await patch('sluice.own', '{"max_depth":1}')).status).toBe(404);
    expect((await patch('refused', '{')).status).toBe(400);
    expect((await patch('refused', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
  });
});

describe('pause and resume', () => {
  it('can be repeated, and keep the time of the first pause', async () => {
    const first = await post('/queues/again/pause');
    expect(first).toMatchObject({ status: 200, body: { paused: true } });
    expect(first.body['paused_at']).toMatch(/Z$/);
    const second = await post('/queues/again/pause');
    expect(second.body).toEqual(first.body);
    for (let i = 0; i < 2; i++) {
      expect(await post('/queues/again/resume')).toMatchObject({
        status: 200,
        body: { paused: false, paused_at: null },
      });
    }
    expect((await post('/queues/never/resume')).status).toBe(404);
    expect((await bed.ask('/queues/never')).status).toBe(404);
  });

  it('stop claims of every process at once, and wake those that sleep at once', async () => {
    const other = await HttpBed.on(bed.redis);
    try {
      const elsewhere = other.app.get<JobStores>(JOB_STORES).namespace('default');
      await add('both', 'both-1');
      await post('/queues/both/pause');
      await add('both', 'both-2');
      expect(await claim(elsewhere, 'both')).toEqual([]);
      const begun = performance.now();
      const asleep = elsewhere.waitForWork(
        [{ queue: 'both', weight: 1 }],
        30_000,
        new AbortController().signal,
      );
      await post('/queues/both/resume');
      await asleep;
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect(await claim(elsewhere, 'both')).toEqual(['both-1', 'both-2']);
    } finally {
      await other.close();
    }
  });
});

describe('GET /workers', () => {
  it('lists the living as they described themselves', async () => {
    const worker = {
      ...{ id: 'listed00', name: 'host-1:7', version: '1.2.3', slots: 4, running: 2 },
      ...{ state: 'draining' as const, queues: [{ queue: 'a', weight: 2 }], types: ['mail'] },
    };
    expect((await bed.ask('/workers')).body).toEqual({ workers: [] });
    await store.attend({ ...worker, drainLeftMs: 10_000 });
    const { status, body } = await bed.ask('/workers');
    expect(status).toBe(200);
    expect(body).toEqual({
      workers: [
        {
          ...{ ...worker, kind: 'process', last_seen_at: expect.stringMatching(/Z$/) as string },
          deadline_at: expect.stringMatching(/Z$/) as string,
        },
      ],
    });
    const [listed] = body['workers'] as { last_seen_at: string; deadline_at: string }[];
    expect(Date.parse(listed!.deadline_at) - Date.parse(listed!.last_seen_at)).toBe(10_000);
    await store.retire(worker.id);
    expect((await bed.ask('/workers')).body).toEqual({ workers: [] });
  });

  it('marks those that were not heard of', async () => {
    await store.attend({
      ...{ id: 'silent00', name: 'host-2:7', version: '1', slots: 1, running: 0 },
      ...{ state: 'running', queues: '*', types: [] },
    });
    const client = bed.redis.client();
    await client.zadd('sluice:{default}:workers', Date.now() - 20_000, 'silent00');
    await client.quit();
    const { workers } = (await bed.ask('/workers')).body as { workers: Record<string, unknown>[] };
    expect(workers).toMatchObject([{ name: 'host-2:7', state: 'lost', queues: '*' }]);
  });
});
