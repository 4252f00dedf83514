import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { EventReader } from '../../support/event-reader';
import { untilTrue } from '../../support/until';
import { type Answer, HttpBed } from '../http/http-bed';
import { type ApiDocument, SchemaCheck } from './schema-check';

/**
 * Every call of the API, in its everyday form: the status and the fields that are promised, and nothing that the
 * served document does not know. What else each call does is the business of the other specs.
 */

const DUE_NEVER = 3_600_000;

let bed: HttpBed;
let check: SchemaCheck;
/** What each call differed in from the document. */
let differences: string[];

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_ROLE: 'all' });
  check = new SchemaCheck((await bed.ask('/openapi.json')).body as unknown as ApiDocument);
});
beforeEach(() => (differences = []));
afterEach(() => expect(differences).toEqual([]));
afterAll(() => bed.stop());

interface Call {
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call(method: string, target: string, { body, headers = {} }: Call = {}): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await bed.ask(target, {
    method,
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(text === undefined ? {} : { body: text }),
  });
  const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  const json = /[/+]json$/.test(type) && answer.text !== '' ? answer.body : undefined;
  const path = target.split('?')[0] ?? '';
  differences.push(...check.differences(method, path, answer.status, type, json));
  return answer;
}

const get = (path: string, more: Call = {}) => call('GET', path, more);
const post = (path: string, body?: unknown, headers: Call['headers'] = {}) =>
  call('POST', path, { ...(body === undefined ? {} : { body }), headers });

async function statusOf(id: string): Promise<unknown> {
  return (await get(`/jobs/${id}`)).body['status'];
}

const until = (id: string, status: string) =>
  untilTrue(
    async () => (await statusOf(id)) === status,
    30_000,
    () => `${id} is not ${status}`,
  );

/** A job of a remote worker's, started. */
async function leased(id: string): Promise<{ lease_token: string }> {
  await post('/jobs', { id, type: 'remote', queue: 'remote' });
  const answer = await post('/leases', {
    types: ['remote'],
    queues: ['remote'],
    wait_ms: 20_000,
    worker: 'w',
  });
  const [job] = answer.body['jobs'] as { id: string; lease_token: string }[];
  expect(job?.id).toBe(id);
  return { lease_token: String(job?.lease_token) };
}

describe('the first calls', () => {
  it('POST /jobs {"id":101}', async () => {
    const answer = await post('/jobs', '{"id":101}');
    expect(answer.status).toBe(202);
    expect(answer.headers['location']).toBe('/jobs/101');
    expect(answer.body).toEqual({
      ...{ message: 'Job enqueued successfully', job_id: '101' },
      ...{ outcome: 'created', status: 'queued', queue: 'default' },
    });
    await until('101', 'completed');
    expect((await get('/jobs/101')).body).toMatchObject({ type: 'simulate', max_retries: 3, retries: 0 });
  });

  it('GET /status?id=101', async () => {
    expect(await get('/status?id=101')).toMatchObject({
      status: 200,
      body: { id: '101', status: 'completed', retries: 0, max_retries: 3 },
    });
    const { body } = await get('/status?id=101');
    expect([body['created_at'], body['updated_at']]).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    ]);
    expect(await get('/status?id=none')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await get('/status')).status).toBe(400);
  });

  it('GET /metrics: five exact integers first, and text for Prometheus', async () => {
    const { status, text, body } = await get('/metrics');
    expect(status).toBe(200);
    const five = ['processed', 'failed', 'retried', 'in_progress', 'queue_depth'];
    expect(Object.keys(body).slice(0, 5)).toEqual(five);
    expect(text).toMatch(/^\{"processed":\d+,"failed":\d+,"retried":\d+,"in_progress":\d+,"queue_depth":\d+/);
    for (const answer of [
      await bed.ask('/metrics', { headers: { accept: 'text/plain;version=0.0.4' } }),
      await bed.ask('/metrics', { headers: { accept: 'application/openmetrics-text' } }),
      await get('/metrics/prometheus'),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.text).toMatch(/^# (HELP|TYPE) /m);
    }
  });
});

describe('jobs', () => {
  it('POST /jobs: duplicate, conflict, and an Idempotency-Key', async () => {
    const job = { id: 'twice', type: 'remote', payload: [1] };
    expect((await post('/jobs', job)).status).toBe(202);
    expect(await post('/jobs', job)).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    expect(await post('/jobs', { ...job, payload: [2] })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    const key = { 'idempotency-key': '"a key"' };
    const first = await post('/jobs', { type: 'remote' }, key);
    const second = await post('/jobs', { type: 'remote' }, key);
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.body['job_id']).toBe(first.body['job_id']);
    expect((await post('/jobs', { type: 'other' }, key)).status).toBe(422);
  });

  it('POST /jobs takes every field of the contract', async () => {
    const answer = await post('/jobs', {
      ...{
        id: 'whole',
        type: 'remote',
        payload: { a: [] },
        queue: 'fields',
        priority: -7,
        delay_ms: DUE_NEVER,
      },
      ...{ max_retries: 2, timeout_ms: 60_000, ttl_ms: 2 * DUE_NEVER, group: 'g', tags: ['t'] },
      backoff: { strategy: 'linear', base_ms: 10, factor: 2, max_ms: 1_000, jitter: 0 },
      dedup: { key: 'k', until: 'ttl', ttl_ms: DUE_NEVER },
      ...{ depends_on: ['101'], on_dependency_failure: 'run', callback_url: 'https://example.org/x' },
      failure_injection: { fail_first: 0 },
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(answer).toMatchObject({ status: 202, body: { status: 'scheduled', queue: 'fields' } });
    expect((await get('/jobs/whole')).body).toMatchObject({
      ...{ id: 'whole', type: 'remote', payload: { a: [] }, priority: -7, max_retries: 2, group: 'g' },
      ...{ tags: ['t'], attempt_count: 0, attempts: [], retries: 0, lapses: 0, result: null, error: null },
    });
    expect(await post('/jobs', { id: 'again', dedup: { key: 'k', until: 'finished' } })).toMatchObject({
      status: 200,
      body: { outcome: 'duplicate', job_id: 'whole', status: 'scheduled' },
    });
  });

  it('POST /jobs/bulk: a result for each line, in order, or all or none', async () => {
    const jobs = [
      { id: 'b1', type: 'remote' },
      { id: 'b2', priority: 1_000 },
      { id: 'b3', type: 'remote' },
    ];
    const answer = await post('/jobs/bulk', jobs);
    expect(answer.status).toBe(200);
    expect((answer.body['results'] as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual([
      ...['created', 'invalid', 'created'],
    ]);
    const lines = jobs.map((job) => JSON.stringify({ ...job, id: `n${job.id}` })).join('\n');
    const streamed = await post('/jobs/bulk', lines, { 'content-type': 'application/x-ndjson' });
    expect((streamed.body['results'] as unknown[]).length).toBe(3);
    expect((await post('/jobs/bulk?atomic=true', [{ id: 'c1' }, { id: 'c2', queue: ' ' }])).status).toBe(422);
    expect((await get('/jobs/c1')).status).toBe(404);
  });

  it('GET /jobs/{id}?wait_ms= waits for the end', async () => {
    await post('/jobs', { id: 'waited', payload: { duration_ms: 100, result: 1 } });
    const answer = await get('/jobs/waited?wait_ms=30000');
    expect(answer.body).toMatchObject({ status: 'completed', attempt_count: 1 });
    const [attempt] = answer.body['attempts'] as Record<string, unknown>[];
    expect(attempt).toMatchObject({ outcome: 'completed', error_code: null });
  });

  it('GET /jobs: by filter, page after page; GET /jobs/export', async () => {
    const page = await get('/jobs?queue=default&type=remote&page_size=1');
    expect(page).toMatchObject({ status: 200, body: { jobs: [{ type: 'remote' }] } });
    expect((page.body['jobs'] as object[])[0]).not.toHaveProperty('payload');
    const token = encodeURIComponent(String(page.body['next_page_token']));
    expect((await get(`/jobs?queue=default&type=remote&page_size=1&page_token=${token}`)).status).toBe(200);
    const full = await get('/jobs?view=full&tag=t');
    expect(full.body['jobs']).toMatchObject([{ id: 'whole', payload: { a: [] } }]);
    const { created_at: at } = (await get('/jobs/101')).body;
    expect((await get(`/jobs?status=completed&created_before=${String(at)}`)).status).toBe(200);
    expect((await get('/jobs?tag=t&status=scheduled')).body['jobs']).toMatchObject([{ id: 'whole' }]);
    expect((await get('/jobs?page_size=501')).status).toBe(422);
    expect((await get('/jobs/export?queue=default')).status).toBe(200);
  });

  it('GET /jobs/{id}/explain, /payload, /result, /logs', async () => {
    expect(await get('/jobs/whole/explain')).toMatchObject({ status: 200, body: { id: 'whole' } });
    expect(await get('/jobs/whole/payload')).toMatchObject({ status: 200, text: '{"a":[]}' });
    expect((await get('/jobs/waited/payload')).headers['content-disposition']).toMatch(/^attachment/);
    expect((await get('/jobs/waited/result')).status).toBe(200);
    expect(await get('/jobs/waited/logs')).toMatchObject({ status: 200 });
    for (const path of ['', '/explain', '/payload', '/result', '/logs']) {
      expect((await get(`/jobs/nobody${path}`)).status).toBe(404);
    }
  });

  it('cancel, retry, promote, PATCH', async () => {
    await post('/jobs', { id: 'c', type: 'remote', delay_ms: DUE_NEVER });
    expect(await call('PATCH', '/jobs/c', { body: { priority: 5 } })).toMatchObject({ status: 200 });
    expect((await post('/jobs/c/promote')).status).toBe(200);
    expect(await post('/jobs/c/cancel')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await post('/jobs/c/retry')).toMatchObject({ status: 200, body: { status: 'queued' } });
    expect(await post('/jobs/c/retry')).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    expect((await post('/jobs/nobody/cancel')).status).toBe(404);
    expect((await post('/jobs/cancel', { ids: ['c', 'nobody'] })).status).toBe(200);
    expect((await post('/jobs/retry', { ids: ['c'] })).status).toBe(200);
    expect((await post('/jobs/cancel', { filter: { queue: 'nothing' }, dry_run: true })).status).toBe(200);
  });
});

describe('queues, schedules, workers', () => {
  it('GET /queues and /queues/{q}, PATCH with If-Match', async () => {
    expect(await get('/queues?page_size=1&sort=depth')).toMatchObject({ status: 200 });
    const queue = await get('/queues/default');
    expect(queue).toMatchObject({ status: 200, body: { paused: false } });
    const etag = String(queue.headers['etag']);
    const settings = {
      ...{ max_depth: 10_000, max_bytes: 1_000_000, max_age_ms: 3_600_000, concurrency: 50 },
      ...{ rate: { limit: 100, per_ms: 1_000 }, group_concurrency: 2, retention: { ms: 60_000 } },
    };
    const patch = (headers: Call['headers']) =>
      call('PATCH', '/queues/default', { body: settings, headers: { ...headers } });
    expect((await patch({ 'if-match': etag })).status).toBe(200);
    await call('PATCH', '/queues/default', { body: { concurrency: 49 } });
    expect((await patch({ 'if-match': etag })).status).toBe(412);
    expect(
      (await call('PATCH', '/queues/default', { body: { max_depht: 1, concurrency: -1 } })).body,
    ).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: expect.any(String) as unknown }, { pointer: expect.any(String) as unknown }],
    });
    expect((await get('/queues/nothing')).status).toBe(404);
  });

  it('pause, resume, redrive, purge, delete', async () => {
    expect(await post('/queues/fields/pause')).toMatchObject({ status: 200, body: { paused: true } });
    expect(await post('/queues/fields/resume')).toMatchObject({ status: 200, body: { paused: false } });
    await post('/jobs', { id: 'f', max_retries: 0, failure_injection: { fail_first: 1 } });
    await until('f', 'failed');
    expect((await post('/queues/default/redrive', { dry_run: true })).status).toBe(200);
    expect((await post('/queues/default/redrive', {})).status).toBe(200);
    await until('f', 'completed');
    expect((await post('/queues/fields/purge', { dry_run: true })).status).toBe(200);
    expect((await call('DELETE', '/queues/fields')).status).toBe(409);
    await post('/jobs/whole/cancel');
    expect((await post('/queues/fields/purge', {})).status).toBe(200);
    expect((await call('DELETE', '/queues/fields')).status).toBe(200);
    expect((await call('DELETE', '/queues/fields')).status).toBe(404);
  });

  it('PUT, GET, POST and DELETE /schedules', async () => {
    const put = (body: unknown) => call('PUT', '/schedules/nightly', { body });
    const job = { type: 'remote', queue: 'later' };
    expect((await put({ cron: '0 3 * * *', time_zone: 'Europe/Berlin', job })).status).toBe(201);
    expect((await put({ every_ms: 3_600_000, overlap: 'skip', job })).status).toBe(200);
    expect(await get('/schedules/nightly')).toMatchObject({ status: 200, body: { name: 'nightly' } });
    expect((await get('/schedules')).body['schedules']).toMatchObject([{ name: 'nightly' }]);
    expect((await post('/schedules/nightly/pause')).status).toBe(200);
    expect((await post('/schedules/nightly/resume')).status).toBe(200);
    expect((await post('/schedules/nightly/run')).status).toBe(202);
    expect((await put({ cron: 'never', job })).status).toBe(422);
    expect((await call('DELETE', '/schedules/nightly')).status).toBe(204);
    expect((await get('/schedules/nightly')).status).toBe(404);
  });

  it('GET /workers, /info, /metrics/history, /events', async () => {
    await untilTrue(
      async () => ((await get('/workers')).body['workers'] as unknown[]).length > 0,
      30_000,
      () => 'no worker is known',
    );
    expect(await get('/info')).toMatchObject({
      status: 200,
      body: { version: expect.any(String) as unknown },
    });
    expect((await get('/metrics/history')).status).toBe(200);
    const events = await EventReader.open(bed.port, '?topic=jobs');
    await post('/jobs', { id: 'told' });
    await events.until('completed told');
    events.close();
  });
});

describe('remote workers', () => {
  it('POST /leases, and what is said of one job', async () => {
    const done = await leased('r1');
    expect(await post('/leases/r1/extend', done)).toMatchObject({
      status: 200,
      body: { outcome: 'ok', cancel_requested: false },
    });
    expect((await post('/leases/r1/log', { ...done, lines: ['working'] })).status).toBe(200);
    expect(await post('/leases/r1/complete', { ...done, result: { a: 1 } })).toMatchObject({
      status: 200,
      body: { outcome: 'ok', status: 'completed' },
    });
    expect((await post('/leases/r1/extend', done)).body).toMatchObject({ code: 'lease_lost', status: 409 });
    const failed = await leased('r2');
    const error = { code: 'no', message: 'no', retryable: true, retry_after_ms: DUE_NEVER };
    expect(await post('/leases/r2/fail', { ...failed, error })).toMatchObject({
      status: 200,
      body: { status: 'scheduled' },
    });
    const released = await leased('r3');
    expect(await post('/leases/r3/release', released)).toMatchObject({
      status: 200,
      body: { status: 'queued' },
    });
    expect((await post('/leases/nobody/complete', released)).status).toBe(404);
    expect((await post('/leases/end', { poll: 'nobody' })).body).toEqual({ ended: false });
    await post('/jobs/r3/cancel');
  });

  it.each(['complete', 'fail', 'extend', 'release'])('POST /leases/%s for many', async (verb) => {
    const lease = { job_id: `m-${verb}`, ...(await leased(`m-${verb}`)) };
    const entry = verb === 'fail' ? { ...lease, error: { message: 'no', retryable: false } } : lease;
    expect(await post(`/leases/${verb}`, { jobs: [entry, { ...entry, job_id: 'nobody' }] })).toMatchObject({
      status: 200,
      body: { results: [{ outcome: 'ok' }, { outcome: 'not_found' }] },
    });
    await post(`/jobs/m-${verb}/cancel`);
    if (verb === 'extend') {
      await post('/leases/release', { jobs: [lease] });
    }
  });
});

describe('errors', () => {
  it.each([
    [400, 'malformed', '{"id":', {}],
    [415, 'unsupported_media_type', '{}', { 'content-type': 'text/plain' }],
    [413, 'too_large', JSON.stringify({ payload: 'x'.repeat(2_000_000) }), {}],
    [422, 'invalid', '{"priority":1000,"no_such":1}', {}],
  ])('%d %s', async (status, code, body, headers) => {
    const answer = await post('/jobs', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      ...{ type: `urn:sluice:problem:${code}`, code, status },
      ...{ title: expect.any(String) as unknown, detail: expect.any(String) as unknown },
    });
  });

  it('503 queue_full, with a Retry-After', async () => {
    await call('PATCH', '/queues/tiny', { body: { max_depth: 1 } });
    await post('/jobs', { queue: 'tiny', type: 'remote' });
    const answer = await post('/jobs', { queue: 'tiny', type: 'remote' });
    expect(answer).toMatchObject({ status: 503, body: { code: 'queue_full' } });
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });

  it('404 for a path that is none, as a problem', async () => {
    const answer = await bed.ask('/nowhere');
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

describe('health', () => {
  it('live, ready, startup', async () => {
    for (const path of ['live', 'ready', 'startup']) {
      expect(await get(`/health/${path}`)).toMatchObject({ status: 200 });
    }
  });

  it('not ready, and no new jobs, once the service drains', async () => {
    bed.app.get(Lifecycle).enter('draining');
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
    const answer = await post('/jobs', {});
    expect(answer).toMatchObject({ status: 503, body: { code: 'draining' } });
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect((await post('/leases', { types: ['a'] })).body).toMatchObject({ code: 'draining' });
  });
});
