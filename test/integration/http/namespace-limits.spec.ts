import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_NAMESPACE_MAX_DEPTH: '5', SLUICE_NAMESPACE_MAX_BYTES: '2000' });
});
afterAll(() => bed.stop());

/** Each test in a namespace of its own. */
const inNamespace = (name: string) => ({ 'sluice-namespace': name });
const add = (namespace: string, job: object) => bed.post(JSON.stringify(job), inNamespace(namespace));
const patch = (namespace: string, queue: string, settings: object) =>
  bed.ask(`/queues/${queue}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...inNamespace(namespace) },
    body: JSON.stringify(settings),
  });

describe('a namespace that holds as many jobs as it may', () => {
  it('refuses the next one with 503 namespace_full, in whatever queue, exactly under many clients at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => add('depth', { id: i, queue: `q${i % 7}` })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused.map(({ body }) => body['code'])).toEqual(Array(55).fill('namespace_full'));
    const [first] = refused;
    expect(first).toMatchObject({
      status: 503,
      body: { type: 'urn:sluice:problem:namespace_full', limit: 'depth', status: 503 },
    });
    expect(first?.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(first?.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    const metrics = await bed.ask('/metrics', { headers: inNamespace('depth') });
    expect(metrics.body).toMatchObject({ queue_depth: 5, limits: { max_depth: 5, max_bytes: 2_000 } });
    const info = await bed.ask('/info', { headers: inNamespace('depth') });
    expect(info.body).toMatchObject({
      namespace: { name: 'depth', depth: 5, in_progress: 0, limits: { max_depth: 5, max_bytes: 2_000 } },
    });
    const { text } = await bed.ask('/metrics/prometheus', { headers: inNamespace('depth') });
    expect(text).toContain('sluice_namespace_limit{namespace="depth",limit="max_depth"} 5\n');
    // Other namespaces have room of their own.
    expect((await add('elsewhere', { id: 1 })).status).toBe(202);
  });

  it('takes one for each that is gone, and knows a job that it has', async () => {
    for (const id of [1, 2, 3, 4, 5]) {
      expect((await add('again', { id })).status).toBe(202);
    }
    expect(await add('again', { id: 6 })).toMatchObject({ body: { code: 'namespace_full' } });
    expect(await add('again', { id: 5 })).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    await bed.ask('/jobs/1/cancel', { method: 'POST', headers: inNamespace('again') });
    expect((await add('again', { id: 6, delay_ms: 60_000 })).status).toBe(202);
    expect((await add('again', { id: 7 })).status).toBe(503);
    // What comes from inside is past the limit.
    const retry = await bed.ask('/jobs/1/retry', { method: 'POST', headers: inNamespace('again') });
    expect(retry).toMatchObject({ status: 200, body: { status: 'queued' } });
  });

  it('does not make a queue drop jobs for it', async () => {
    await patch('policy', 'drop', { overflow: 'drop_oldest', max_depth: 5 });
    for (const id of [1, 2, 3, 4, 5]) {
      await add('policy', { id, queue: 'drop' });
    }
    expect(await add('policy', { id: 6, queue: 'other' })).toMatchObject({
      body: { code: 'namespace_full' },
    });
    expect((await bed.ask('/jobs/1', { headers: inNamespace('policy') })).body).toMatchObject({
      status: 'queued',
    });
  });
});

describe('a namespace that holds as many bytes as it may', () => {
  it('says so, and takes what still fits', async () => {
    const payload = 'x'.repeat(900);
    expect((await add('bytes', { id: 1, queue: 'a', payload })).status).toBe(202);
    expect((await add('bytes', { id: 2, queue: 'b', payload })).status).toBe(202);
    expect(await add('bytes', { id: 3, queue: 'c', payload })).toMatchObject({
      status: 503,
      body: { code: 'namespace_full', limit: 'bytes' },
    });
    expect((await add('bytes', { id: 4, payload: 'short' })).status).toBe(202);
    const { body } = await bed.ask('/metrics', { headers: inNamespace('bytes') });
    expect(body).toMatchObject({ bytes: 902 + 902 + 7, queue_depth: 3 });
  });
});

describe('many jobs at once', () => {
  const bulk = (namespace: string, jobs: readonly object[], query = '') =>
    bed.ask(`/jobs/bulk${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...inNamespace(namespace) },
      body: JSON.stringify(jobs),
    });
  const jobs = (n: number, from = 0) =>
    Array.from({ length: n }, (_, i) => ({ id: i + from, queue: `q${i}` }));

  it('each have an answer of their own; where none was taken the answer is 503', async () => {
    const { status, body } = await bulk('bulk', jobs(7));
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 5, refused: 2 });
    const outcomes = (body['results'] as { outcome: string }[]).map(({ outcome }) => outcome);
    expect(outcomes.slice(5)).toEqual(['namespace_full', 'namespace_full']);
    expect(await bulk('bulk', jobs(3, 50))).toMatchObject({
      status: 503,
      body: { code: 'namespace_full', created: 0, refused: 3 },
    });
  });

  it('are all stored or none where that is asked for', async () => {
    expect(await bulk('atomic', jobs(6), '?atomic=true')).toMatchObject({
      status: 503,
      body: { code: 'namespace_full' },
    });
    expect((await bed.ask('/metrics', { headers: inNamespace('atomic') })).body).toMatchObject({
      queue_depth: 0,
    });
    expect((await bulk('atomic', jobs(5), '?atomic=true')).status).toBe(200);
  });
});

describe('a schedule', () => {
  it('is not run past the limit by hand', async () => {
    for (const id of [1, 2, 3, 4, 5]) {
      await add('cron', { id });
    }
    await bed.ask('/schedules/nightly', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...inNamespace('cron') },
      body: JSON.stringify({ cron: '0 3 * * *', job: { type: 'simulate' } }),
    });
    const run = await bed.ask('/schedules/nightly/run', { method: 'POST', headers: inNamespace('cron') });
    expect(run).toMatchObject({ status: 503, body: { code: 'namespace_full' } });
  });
});
