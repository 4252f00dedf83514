import { JOB_STORES } from '../../../src/persistence/persistence.module';
import type { ClaimedJob } from '../../../src/core/job';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;
let nonce = 0;

/** What a worker would do, by hand: there is none in this process. */
async function claim(type: string): Promise<ClaimedJob> {
  nonce += 1;
  const { jobs } = await store.claim({
    nonce: `testwrkr${String(nonce).padStart(6, '0')}`,
    lane: 0,
    types: [type],
    queues: '*',
    max: 1,
    leaseMs: 60_000,
  });
  expect(jobs).toHaveLength(1);
  return jobs[0]!;
}

const job = async (id: string) => (await bed.ask(`/jobs/${id}`)).body;

beforeAll(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

describe('the first rows of the contract', () => {
  it('POST /jobs with an id answers 202, the place and the words', async () => {
    const answer = await bed.post('{"id":101}');
    expect(answer.status).toBe(202);
    expect(answer.text).toBe(
      '{"message":"Job enqueued successfully","job_id":"101","outcome":"created","status":"queued","queue":"default"}',
    );
    expect(answer.headers['location']).toBe('/jobs/101');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.headers).not.toHaveProperty('etag');
  });

  it('GET /metrics begins with the five integers', async () => {
    const answer = await bed.ask('/metrics', { headers: { accept: '*/*' } });
    expect(answer.text).toMatch(
      /^\{"processed":0,"failed":0,"retried":0,"in_progress":0,"queue_depth":1,"enqueued":1,/,
    );
  });

  it('GET /status tells a job in short', async () => {
    const answer = await bed.ask('/status?id=101');
    expect(answer.text).toMatch(
      /^\{"id":"101","status":"queued","retries":0,"max_retries":3,"created_at":"[^"]+Z","updated_at":"[^"]+Z"/,
    );
    expect(await bed.ask('/status?id=102')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    for (const path of ['/status', '/status?id=', '/status?id=1&id=2', '/status?ID=1']) {
      expect(await bed.ask(path)).toMatchObject({ status: 400, body: { code: 'malformed' } });
    }
  });
});

describe('POST /jobs', () => {
  it('answers 200 duplicate for the same job again and 409 for another under its id', async () => {
    await bed.post('{"id":"same","payload":{"a":1}}');
    expect(await bed.post('{"payload":{"a":1},"id":"same","priority":0}')).toMatchObject({
      status: 200,
      body: { outcome: 'duplicate', job_id: 'same', status: 'queued', queue: 'default' },
    });
    expect(await bed.post('{"id":"same","payload":{"a":2}}')).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: { code: 'conflict', type: 'urn:sluice:problem:conflict', status: 409 },
    });
  });

  it('makes an id where none was sent', async () => {
    const { body } = await bed.post('{}');
    expect(body['job_id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    '{"a":9007199254740993,"b":[],"c":{},"d":-0,"e":1e400,"__proto__":{"x":1},"constructor":null}',
    '0.1000000000000000055511151231257827',
    '"\\u0000\\ud800 é \u{1f600}"',
    'null',
    '[[[]]]',
  ])('gives the payload %s back as the same JSON', async (payload) => {
    const { body } = await bed.post(`{"payload":${payload}}`);
    const { text } = await bed.ask(`/jobs/${String(body['job_id'])}`);
    const start = text.indexOf(',"payload":') + ',"payload":'.length;
    expect(text.slice(start, text.indexOf(',"result":', start))).toBe(payload);
  });

  it('keeps namespaces apart, and refuses names that are none', async () => {
    const headers = { 'Sluice-Namespace': 'other' };
    await bed.post('{"id":"apart"}', headers);
    expect((await bed.ask('/jobs/apart')).status).toBe(404);
    expect((await bed.ask('/jobs/apart', { headers })).status).toBe(200);
    expect(await bed.post('{}', { 'Sluice-Namespace': 'a:b' })).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ header: 'Sluice-Namespace' }] },
    });
  });

  it('hands on every field', async () => {
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await bed.post(
      '{"id":"all","type":"t","queue":"q","priority":7,"delay_ms":60000,"max_retries":1,"max_lapses":2,' +
        '"backoff":{"strategy":"linear","base_ms":10},"timeout_ms":1000,"ttl_ms":90000,"tags":["x","y"],' +
        '"failure_injection":{"fail_first":1}}',
      { traceparent: trace },
    );
    const all = await job('all');
    expect(all).toMatchObject({
      ...{ type: 't', queue: 'q', status: 'scheduled', priority: 7, max_retries: 1, max_lapses: 2 },
      backoff: { strategy: 'linear', base_ms: 10, factor: 2, max_ms: 3_600_000, jitter: 0.75 },
      ...{ timeout_ms: 1000, tags: ['x', 'y'], traceparent: trace, failure_injection: { fail_first: 1 } },
    });
    const since = (name: string) => Date.parse(String(all[name])) - Date.parse(String(all['created_at']));
    expect([since('due_at'), since('expires_at')]).toEqual([60_000, 90_000]);
  });
});

describe('GET /jobs/{id}', () => {
  it('tells the attempts, with the names of workers', async () => {
    await store.attend({
      ...{ id: 'testwrkr', name: 'host-1:77', version: '1', slots: 1, running: 0 },
      ...{ state: 'running', queues: '*', types: ['two'] },
    });
    await bed.post('{"id":"twice","type":"two","max_retries":1,"backoff":{"base_ms":0}}');
    const first = await claim('two');
    const error = { code: 'error', message: 'no', stack: 'at x' };
    await store.fail([{ id: first.id, token: first.token, error, retryInMs: 0 }]);
    const second = await claim('two');
    await store.complete([{ id: second.id, token: second.token, result: '{"n":1e400}', resultError: null }]);
    const { text } = await bed.ask('/jobs/twice');
    expect(text).toContain(',"result":{"n":1e400},');
    expect(await bed.ask('/status?id=twice')).toMatchObject({ body: { status: 'completed', retries: 1 } });
    const whole = JSON.parse(text.replace('1e400', '0')) as Record<string, unknown>;
    expect(whole).toMatchObject({
      ...{ status: 'completed', attempt_count: 2, retries: 1 },
      attempts: [
        { attempt: 1, outcome: 'failed', error_code: 'error', worker: 'host-1:77' },
        { attempt: 2, outcome: 'completed', error_code: null, worker: 'host-1:77' },
      ],
    });
  });

  it('waits for a final state, and no longer', async () => {
    await bed.post('{"id":"slow","type":"slow"}');
    expect((await bed.ask('/jobs/slow?wait_ms=50')).body['status']).toBe('queued');
    const { id, token } = await claim('slow');
    const waiting = bed.ask('/jobs/slow?wait_ms=30000');
    await store.complete([{ id, token, result: null, resultError: null }]);
    expect((await waiting).body['status']).toBe('completed');
  });

  it.each(['/jobs/no-such', `/jobs/${'x'.repeat(200)}`, '/jobs/%2e%2e', '/jobs/a%00b', '/jobs/a%2Fb'])(
    'answers 404 for %s',
    async (path) => {
      expect(await bed.ask(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  it.each(['wait_ms=-1', 'wait_ms=30001', 'wait_ms=x', 'wait_ms=', 'wait_ms=1&wait_ms=2', 'wait=1'])(
    'refuses ?%s',
    async (query) => {
      expect(await bed.ask(`/jobs/101?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid' } });
    },
  );
});

describe('GET /jobs', () => {
  beforeAll(async () => {
    for (let index = 0; index < 5; index++) {
      const tag = index % 2 === 0 ? 'even' : 'odd';
      await bed.post(
        `{"id":"list-${index}","queue":"lists","type":"listed","tags":["${tag}"],"payload":${index}}`,
      );
    }
  });

  const ids = (body: Readonly<Record<string, unknown>>) =>
    (body['jobs'] as { id: string }[]).map((entry) => entry.id);

  it('pages through all, each once', async () => {
    const seen: string[] = [];
    let token: string | null = null;
    do {
      const page: string = token === null ? '' : `&page_token=${encodeURIComponent(token)}`;
      const { status, body } = await bed.ask(`/jobs?queue=lists&page_size=2${page}`);
      expect(status).toBe(200);
      seen.push(...ids(body));
      token = body['next_page_token'] as string | null;
    } while (token !== null);
    expect(seen.sort()).toEqual(['list-0', 'list-1', 'list-2', 'list-3', 'list-4']);
  });

  it('filters', async () => {
    const found = async (query: string) => ids((await bed.ask(`/jobs?queue=lists&${query}`)).body).sort();
    expect(await found('tag=odd')).toEqual(['list-1', 'list-3']);
    expect(await found('type=listed&status=queued')).toHaveLength(5);
    expect(await found('status=failed')).toEqual([]);
    expect(await found('created_after=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await found('created_before=2999-01-01T00:00:00Z')).toHaveLength(5);
  });

  it('leaves payloads out unless the view is full', async () => {
    const row = async (query: string) =>
      ((await bed.ask(`/jobs?queue=lists&${query}`)).body['jobs'] as Record<string, unknown>[])[0]!;
    expect(await row('')).not.toHaveProperty('payload');
    expect(await row('view=full')).toMatchObject({ attempts: [], payload: expect.any(Number) as number });
  });

  it.each([
    ...['page_size=0', 'page_size=501', 'page_size=1.5', 'page_token=', 'page_token=nonsense', 'status=done'],
    ...['view=all', 'created_after=yesterday', 'queue=', 'type=a b', 'limit=5', '__proto__=1', 'tag[x]=1'],
  ])('refuses ?%s', async (query) => {
    const answer = await bed.ask(`/jobs?${encodeURI(query)}`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(answer.body['errors']).toEqual([
      { parameter: query.split('=')[0], detail: expect.any(String) as string },
    ]);
  });
});

describe('cancel and retry', () => {
  const act = (id: string, verb: string) => bed.ask(`/jobs/${id}/${verb}`, { method: 'POST' });

  it('cancels a waiting job, retries it, and names the state where it cannot', async () => {
    await bed.post('{"id":"c1","type":"c"}');
    expect(await act('c1', 'retry')).toMatchObject({
      status: 409,
      body: {
        code: 'wrong_state',
        job_status: 'queued',
        detail: expect.stringContaining('queued') as string,
      },
    });
    expect(await act('c1', 'cancel')).toMatchObject({
      status: 200,
      body: { job_id: 'c1', status: 'cancelled' },
    });
    expect((await job('c1'))['status']).toBe('cancelled');
    expect(await act('c1', 'cancel')).toMatchObject({ status: 409, body: { job_status: 'cancelled' } });
    expect(await act('c1', 'retry')).toMatchObject({ status: 200, body: { job_id: 'c1', status: 'queued' } });
  });

  it('asks for the end of a running one', async () => {
    await claim('c');
    expect(await act('c1', 'cancel')).toMatchObject({
      status: 202,
      body: { status: 'in_progress', cancel_requested: true },
    });
    expect(await job('c1')).toMatchObject({ status: 'in_progress', cancel_requested: true });
  });

  it.each(['cancel', 'retry'])('answers 404 to a %s of no job', async (verb) => {
    expect(await act('none', verb)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await act('a%20b', verb)).toMatchObject({ status: 404 });
  });
});
