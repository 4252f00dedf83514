import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;
let nonce = 0;

/** Jobs that completed with their payload as the result. */
async function complete(queue: string, jobs: readonly (readonly [id: string, payload: string])[]) {
  await store.enqueue(
    jobs.map(([id, payload]) => newJob(id, { queue, payload, tags: [queue] })),
    NO_LIMITS,
  );
  for (let left = jobs.length; left > 0;) {
    nonce += 1;
    const claimed = await store.claim({
      nonce: `export00${String(nonce).padStart(6, '0')}`,
      ...{ lane: 0, types: ['simulate'], queues: [{ queue, weight: 1 }], max: 500, leaseMs: 60_000 },
    });
    await store.complete(
      claimed.jobs.map(({ id, token, payload }) => ({ id, token, result: payload, resultError: null })),
    );
    left -= claimed.jobs.length;
  }
}

const linesOf = (text: string) => text.trimEnd().split('\n');
const parsed = (line: string | undefined) => JSON.parse(line ?? '') as Record<string, unknown>;

/** An export whose answer is not read before the test does. */
async function open(path: string): Promise<IncomingMessage> {
  const call = request({ port: bed.port, host: '127.0.0.1', path, agent: false });
  call.on('error', () => undefined);
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return response;
}

beforeEach(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterEach(() => bed.stop());

/** More than sockets hold in between, so that a client that does not read stops the export. */
const LARGE = JSON.stringify('x'.repeat(500_000));
const addLarge = () =>
  complete(
    'large',
    Array.from({ length: 60 }, (_, i) => [`large-${i}`, LARGE] as const),
  );

describe('GET /jobs/export', () => {
  it('has a line for each outcome that matches, whole, and says at the end that it is complete', async () => {
    await complete('a', [
      ['a-1', '{"n":12345678901234567890}'],
      ['a-2', '[]'],
    ]);
    await complete('b', [['b-1', 'null']]);
    await store.enqueue([newJob('a-3', { queue: 'a' }), newJob('a-4', { queue: 'a' })], NO_LIMITS);
    await store.cancel(['a-3']);
    const answer = await bed.ask('/jobs/export?queue=a');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="jobs.ndjson"',
      'x-content-type-options': 'nosniff',
    });
    const lines = linesOf(answer.text);
    expect(lines.map((line) => parsed(line)['id']).sort()).toEqual(['a-1', 'a-2', 'a-3', undefined]);
    expect(lines.join('\n')).toContain(
      '"payload":{"n":12345678901234567890},"result":{"n":12345678901234567890}',
    );
    expect(parsed(lines.at(-1))).toEqual({ export: { complete: true, jobs: 3, reason: null } });
  });

  it('filters by state, tag, type and time', async () => {
    await complete('a', [['a-1', '1']]);
    await complete('b', [['b-1', '1']]);
    const jobs = async (query: string) =>
      parsed(linesOf((await bed.ask(`/jobs/export?${query}`)).text).at(-1))['export'];
    expect(await jobs('tag=b')).toMatchObject({ jobs: 1 });
    expect(await jobs('status=failed')).toMatchObject({ complete: true, jobs: 0 });
    expect(await jobs('type=other')).toMatchObject({ jobs: 0 });
    expect(await jobs('created_before=2020-01-01T00:00:00Z')).toMatchObject({ jobs: 0 });
    expect(await jobs('created_after=2020-01-01T00:00:00Z')).toMatchObject({ jobs: 2 });
  });

  it('goes on over pages of any size', async () => {
    const jobs = Array.from({ length: 3_000 }, (_, i) => [`m-${i}`, i % 500 === 0 ? LARGE : '1'] as const);
    await complete('many', jobs);
    const lines = linesOf((await bed.ask('/jobs/export')).text);
    expect(new Set(lines.map((line) => parsed(line)['id'])).size).toBe(3_001);
    expect(parsed(lines.at(-1))).toEqual({ export: { complete: true, jobs: 3_000, reason: null } });
  });

  it.each(['status=queued', 'status=', 'queue=a%20b', 'created_after=now', 'page_size=1', 'view=full'])(
    'refuses ?%s',
    async (query) => {
      const [parameter] = query.split('=');
      expect(await bed.ask(`/jobs/export?${query}`)).toMatchObject({
        status: 422,
        body: { errors: [{ parameter }] },
      });
    },
  );

  it('reads no further than its client, and stops when that leaves', async () => {
    await addLarge();
    const list = jest.spyOn(store, 'list');
    const response = await open('/jobs/export');
    await once(response, 'readable');
    response.destroy();
    const server = bed.app.getHttpServer();
    const connections = promisify((done: (error: Error | null, n: number) => void) =>
      server.getConnections(done),
    );
    await untilTrue(
      async () => (await connections()) === 0,
      20_000,
      () => 'the connection is still there',
    );
    const after = list.mock.calls.length;
    // Of sixty jobs of half a megabyte, two fit on a page.
    expect(after).toBeLessThan(25);
    expect(linesOf((await bed.ask('/jobs/export?status=failed')).text)).toHaveLength(1);
    expect(list.mock.calls.length - after).toBe(1);
  });

  it('ends with a word while the service drains', async () => {
    await addLarge();
    const response = await open('/jobs/export');
    response.setEncoding('utf8');
    bed.app.get(Lifecycle).enter('draining');
    let text = '';
    for await (const chunk of response) {
      text += String(chunk);
    }
    const end = parsed(linesOf(text).at(-1))['export'] as { jobs: number };
    expect(end).toMatchObject({ complete: false, reason: 'draining' });
    expect(end.jobs).toBeLessThan(60);
  });

  it('answers 503 where the store does not answer from the start', async () => {
    await bed.redis.kill();
    expect(await bed.ask('/jobs/export')).toMatchObject({
      status: 503,
      body: { code: 'store_unavailable' },
    });
  });
});

describe('GET /jobs/{id}/payload and /result', () => {
  it('are what was sent and what came of it, as downloads', async () => {
    const text = '{"n":12345678901234567890, "t":"<script>"}';
    await complete('raw', [['raw:1', text]]);
    for (const what of ['payload', 'result']) {
      const answer = await bed.ask(`/jobs/raw:1/${what}`);
      expect(answer).toMatchObject({ status: 200, text });
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="raw_1.${what}.json"`,
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it('answer 404 where there is none', async () => {
    await store.enqueue([newJob('waits')], NO_LIMITS);
    expect(await bed.ask('/jobs/waits/result')).toMatchObject({
      status: 404,
      body: { code: 'not_found', job_status: 'queued' },
    });
    expect(await bed.ask('/jobs/none/payload')).toMatchObject({ status: 404 });
    expect(await bed.ask('/jobs/a%20b/result')).toMatchObject({ status: 404 });
  });
});
