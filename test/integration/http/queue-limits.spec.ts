import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_MAX_DEPTH: '1000', SLUICE_RETENTION_COUNT: '500' });
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

const patch = (queue: string, settings: unknown) =>
  bed.ask(`/queues/${queue}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
const add = (queue: string, id: string, more: object = {}) =>
  bed.post(JSON.stringify({ queue, id, ...more }));
const job = async (id: string) => (await bed.ask(`/jobs/${id}`)).body;

describe('overflow', () => {
  it('drop_oldest: the older job is failed with dropped, and counted', async () => {
    await patch('drop', { max_depth: 2, overflow: 'drop_oldest' });
    for (const id of ['d1', 'd2', 'd3']) {
      expect((await add('drop', id)).status).toBe(202);
    }
    expect(await job('d1')).toMatchObject({ status: 'failed', attempt_count: 0, error: { code: 'dropped' } });
    expect((await bed.ask('/jobs/d1/explain')).body).toMatchObject({
      status: 'failed',
      error: { code: 'dropped' },
    });
    expect((await bed.ask('/queues/drop')).body).toMatchObject({
      depth: 2,
      counters: { dropped: 1, failed: 1, enqueued: 3 },
    });
    expect((await bed.ask('/metrics')).body).toMatchObject({ dropped: 1 });
    expect((await bed.ask('/metrics/prometheus')).text).toContain('sluice_cluster_dropped_total{');
  });

  it('shed_low_priority: a lower one is refused, a higher one pushes the last in line out', async () => {
    await patch('shed', { max_depth: 1, overflow: 'shed_low_priority' });
    expect((await add('shed', 's1')).status).toBe(202);
    expect(await add('shed', 's2')).toMatchObject({
      status: 503,
      body: { code: 'queue_full', limit: 'depth' },
    });
    expect((await add('shed', 's3', { priority: 1 })).status).toBe(202);
    expect(await job('s1')).toMatchObject({ status: 'failed', error: { code: 'dropped' } });
    expect((await bed.ask('/jobs/s2')).status).toBe(404);
  });

  it('holds the depth exactly under many clients at once', async () => {
    await patch('many', { max_depth: 10, overflow: 'drop_oldest' });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => add('many', `m${i}`)));
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    const { states, counters } = (await bed.ask('/queues/many')).body as Record<
      string,
      Record<string, number>
    >;
    expect(states).toMatchObject({ queued: 10, failed: 190 });
    expect(counters).toMatchObject({ enqueued: 200, dropped: 190 });
  });

  it('a job that gave way can be retried by hand', async () => {
    await patch('again', { max_depth: 1, overflow: 'drop_oldest' });
    await add('again', 'a1');
    await add('again', 'a2');
    expect(await bed.ask('/jobs/a1/retry', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { status: 'queued' },
    });
  });
});

describe('max_age_ms', () => {
  it('refuses new jobs while one waits in line for longer, and says so', async () => {
    await patch('age', { max_age_ms: 1 });
    await store.configureQueue('age', { paused: true });
    expect((await add('age', 'old')).status).toBe(202);
    const client = bed.redis.client();
    // Redis's clock has to move on by two ms, whatever this process's does.
    const time = async () => {
      const [s = 0, us = 0] = await client.time();
      return s * 1_000 + Math.floor(us / 1_000);
    };
    const from = await time();
    while ((await time()) <= from + 2);
    await client.quit();
    const refused = await add('age', 'young');
    expect(refused).toMatchObject({ status: 503, body: { code: 'queue_full', queue: 'age', limit: 'age' } });
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    await bed.ask('/jobs/old/cancel', { method: 'POST' });
    expect((await add('age', 'young')).status).toBe(202);
  });
});

describe('retention of a queue', () => {
  it('is set in part, shown with what holds, and removed', async () => {
    expect((await patch('kept', { retention: { ms: 5_000, count: 7 } })).body).toMatchObject({
      settings: { retention: { ms: 5_000, failed_ms: null, count: 7, bytes: null } },
      limits: { retention: { ms: 5_000, failed_ms: 2_592_000_000, count: 7, bytes: 268_435_456 } },
    });
    expect((await patch('kept', { retention: { ms: null, bytes: 0 } })).body).toMatchObject({
      settings: { retention: { ms: null, failed_ms: null, count: 7, bytes: 0 } },
    });
    expect((await patch('kept', { retention: null })).body).toMatchObject({
      settings: { retention: { ms: null, failed_ms: null, count: null, bytes: null } },
      limits: { retention: { count: 500 } },
    });
  });

  it('acts on what is kept already', async () => {
    await add('short', 'gone');
    await bed.ask('/jobs/gone/cancel', { method: 'POST' });
    expect((await store.trim(500, false)).moved).toBe(0);
    await patch('short', { retention: { count: 0 } });
    await store.trim(500, false);
    expect((await bed.ask('/jobs/gone')).status).toBe(404);
  });
});

describe('settings that are not valid', () => {
  it.each([
    [{ overflow: 'drop' }, '/overflow'],
    [{ overflow: 1 }, '/overflow'],
    [{ max_age_ms: 0 }, '/max_age_ms'],
    [{ max_age_ms: '5' }, '/max_age_ms'],
    [{ retention: 5 }, '/retention'],
    [{ retention: [] }, '/retention'],
    [{ retention: { ms: -1 } }, '/retention/ms'],
    [{ retention: { count: 1.5 } }, '/retention/count'],
    [{ retention: { days: 1 } }, '/retention/days'],
    [{ retention: { constructor: 1 } }, '/retention/constructor'],
  ])('%j is refused by name, and changes nothing', async (settings, pointer) => {
    expect(await patch('refused', { max_depth: 1, ...settings })).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer }] },
    });
    expect((await bed.ask('/queues/refused')).status).toBe(404);
  });

  it('names all of them', async () => {
    const { body } = await patch('refused', { overflow: 'x', retention: { ms: 'a', bytes: true } });
    expect((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/overflow',
      '/retention/ms',
      '/retention/bytes',
    ]);
  });
});
