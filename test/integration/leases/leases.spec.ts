import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { untilTrue } from '../../support/until';
import { HttpBed } from '../http/http-bed';
import { type LeasedJob, Puller } from './puller';

let bed: HttpBed;
let other: HttpBed;
let store: JobStore;
let here: Puller;
let there: Puller;

beforeAll(async () => {
  bed = await HttpBed.start();
  other = await HttpBed.on(bed.redis);
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
  here = new Puller(bed);
  there = new Puller(other);
});
afterAll(async () => {
  await other.close();
  await bed.stop();
});

/** A job of a type and a queue of its own. */
async function add(fields: Record<string, unknown> = {}): Promise<{ id: string; type: string }> {
  const type = `t-${randomUUID()}`;
  const answer = await bed.post(JSON.stringify({ type, queue: type, ...fields }));
  expect(answer.status).toBe(202);
  return { id: String(answer.body['job_id']), type };
}

async function started(fields: Record<string, unknown> = {}, asking: Record<string, unknown> = {}) {
  const { type } = await add(fields);
  const [job] = await here.take({ types: [type], queues: [type], ...asking });
  return job as LeasedJob;
}

const jobOf = async (id: string) => (await bed.ask(`/jobs/${id}`)).body;
const inProgress = async () => (await store.counts()).states.in_progress;

describe('POST /leases', () => {
  it('gives out a job, whole, with a token', async () => {
    const payload = '{"n":12345678901234567890,"list":[],"__proto__":{"a":1}}';
    const type = `t-${randomUUID()}`;
    const body = `{"id":"whole","type":"${type}","queue":"q1","priority":7,"tags":["x"],"timeout_ms":9000,"payload":${payload}}`;
    expect((await bed.post(body)).status).toBe(202);
    const answer = await here.leases({ types: [type], queues: ['q1'], lease_ms: 5000, worker: 'w:1' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`"payload":${payload}`);
    const [job] = answer.body['jobs'] as Record<string, unknown>[];
    expect(job).toMatchObject({
      ...{ id: 'whole', queue: 'q1', type, attempt: 1, lease_ms: 5000, timeout_ms: 9000, priority: 7 },
      ...{ retries: 0, max_retries: 3, lapses: 0, tags: ['x'], traceparent: null },
    });
    const schemas = (await bed.ask('/openapi.json')).body['components'] as {
      schemas: Record<string, { properties: object }>;
    };
    expect(Object.keys(job ?? {})).toEqual(Object.keys(schemas.schemas['LeasedJobDto']?.properties ?? {}));
    await untilTrue(
      async () => (await jobOf('whole'))['worker'] === 'w:1',
      20_000,
      () => 'the worker’s name is not known',
    );
  });

  it('answers at once when there is nothing and no wait is asked for', async () => {
    expect(await here.leases({ types: ['none'] })).toMatchObject({ status: 200, body: { jobs: [] } });
  });

  it('gives out as many as asked for, in order, and no job twice', async () => {
    const type = `t-${randomUUID()}`;
    const lines = Array.from({ length: 30 }, (_, i) => JSON.stringify({ id: `${type}-${i}`, type }));
    await bed.ask('/jobs/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    const first = await here.take({ types: [type], max_jobs: 20 });
    const rest = await there.take({ types: [type], max_jobs: 20 });
    expect([...first, ...rest].map(({ id }) => id)).toEqual(
      Array.from({ length: 30 }, (_, i) => `${type}-${i}`),
    );
  });

  it('waits for a job that comes to another process', async () => {
    const type = `t-${randomUUID()}`;
    const waiting = there.take({ types: [type], wait_ms: 30_000 });
    await there.untilWaiting();
    const answer = await bed.post(JSON.stringify({ type }));
    expect(await waiting).toMatchObject([{ id: answer.body['job_id'] }]);
  });

  it('ends a request that waits when its worker says so', async () => {
    const poll = randomUUID();
    const waiting = here.leases({ types: [`t-${poll}`], wait_ms: 30_000, poll });
    await here.untilWaiting();
    const end = (of: Puller, body: string) => of.send('/leases/end', body);
    const named = JSON.stringify({ poll });
    expect((await end(there, named)).body).toEqual({ ended: false });
    expect((await end(here, JSON.stringify({ poll: `${poll}x` }))).body).toEqual({ ended: false });
    expect(here.waiting).toBe(1);
    expect(await end(here, named)).toMatchObject({ status: 200, body: { ended: true } });
    expect(await waiting).toMatchObject({ status: 200, body: { jobs: [] } });
    expect((await end(here, named)).body).toEqual({ ended: false });
    expect(await end(here, '{"poll":7,"pol":1}')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/poll' }, { pointer: '/pol' }] },
    });
    expect((await here.leases({ types: ['a'], poll: 'no name' })).status).toBe(422);
  });

  it('gives a request that is ended the jobs that are on their way to it', async () => {
    const original = store.claim.bind(store);
    const claimed = jest.spyOn(store, 'claim').mockImplementation(async (request) => {
      const answer = await original(request);
      if (answer.jobs.length > 0) {
        expect((await here.send('/leases/end', JSON.stringify({ poll }))).body).toEqual({ ended: true });
      }
      return answer;
    });
    const poll = randomUUID();
    const waiting = here.take({ types: [`t-${poll}`], queues: [poll], wait_ms: 30_000, poll });
    await here.untilWaiting();
    const { body } = await bed.post(JSON.stringify({ type: `t-${poll}`, queue: poll }));
    expect(await waiting).toMatchObject([{ id: body['job_id'] }]);
    claimed.mockRestore();
  });

  it('wakes for a retry that falls due', async () => {
    const { type } = await add({ backoff: { base_ms: 100, jitter: 0 } });
    const [job] = await here.take({ types: [type] });
    expect((await here.fail(job!, { message: 'no' })).body).toMatchObject({ status: 'scheduled' });
    expect(await here.take({ types: [type], wait_ms: 20_000 })).toMatchObject([{ id: job!.id, attempt: 2 }]);
  });

  it('takes over jobs whose lease lapsed', async () => {
    const { id, type } = await add();
    await here.take({ types: [type], queues: [type], lease_ms: 1_000, worker: 'dies' });
    const [job] = await there.take({ types: [type], queues: [type], wait_ms: 20_000 });
    expect(job).toMatchObject({ id, attempt: 2, lapses: 1 });
  });

  it('serves each waiter with its own types and queues, whatever the others wait for', async () => {
    const types = Array.from({ length: 6 }, (_, i) => `t${i}-${randomUUID()}`);
    const waiting = types.map((type, i) =>
      there.take({ types: [type], ...(i % 2 === 0 ? {} : { queues: ['mixed'] }), wait_ms: 30_000 }),
    );
    await there.untilWaiting(types.length);
    for (const type of [...types].reverse()) {
      expect((await bed.post(JSON.stringify({ id: `of-${type}`, type, queue: 'mixed' }))).status).toBe(202);
    }
    const taken = await Promise.all(waiting);
    expect(taken.map((jobs) => jobs.map(({ id }) => id))).toEqual(types.map((type) => [`of-${type}`]));
  });

  it('serves those who wait for the same in the order of their arrival', async () => {
    const type = `t-${randomUUID()}`;
    const order: number[] = [];
    const waiting: Promise<unknown>[] = [];
    for (let i = 0; i < 5; i += 1) {
      waiting.push(here.take({ types: [type], wait_ms: 30_000 }).then(() => order.push(i)));
      await here.untilWaiting(i + 1);
    }
    for (let i = 0; i < 5; i += 1) {
      await bed.post(JSON.stringify({ type }));
      await untilTrue(
        () => order.length === i + 1,
        20_000,
        () => `served ${order.join()}`,
      );
    }
    await Promise.all(waiting);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([
    ['{}', ['/types']],
    ['{"types":[]}', ['/types']],
    ['{"types":"a"}', ['/types']],
    ['{"types":["a","a"]}', ['/types']],
    ['{"types":["a b"]}', ['/types']],
    ['{"types":["a"],"queues":[]}', ['/queues']],
    ['{"types":["a"],"queues":["sluice.callbacks"]}', ['/queues']],
    ['{"types":["a"],"queues":[1]}', ['/queues']],
    ['{"types":["a"],"max_jobs":0}', ['/max_jobs']],
    ['{"types":["a"],"max_jobs":101}', ['/max_jobs']],
    ['{"types":["a"],"max_jobs":null}', ['/max_jobs']],
    ['{"types":["a"],"wait_ms":30001}', ['/wait_ms']],
    ['{"types":["a"],"wait_ms":"1"}', ['/wait_ms']],
    ['{"types":["a"],"lease_ms":999}', ['/lease_ms']],
    ['{"types":["a"],"lease_ms":86400001}', ['/lease_ms']],
    ['{"types":["a"],"worker":""}', ['/worker']],
    ['{"types":["a"],"worker":7}', ['/worker']],
    ['{"types":["a"],"max":1,"__proto__":{}}', ['/max', '/__proto__']],
    ['[]', ['']],
  ])('refuses %s', async (body, pointers) => {
    const answer = await here.send('/leases', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    const errors = answer.body['errors'] as { pointer: string }[];
    expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('refuses lists that are far too long at once', async () => {
    const types = JSON.stringify(Array.from({ length: 9_000 }, (_, i) => `t${i}`));
    const began = performance.now();
    expect((await here.send('/leases', `{"types":${types}}`)).status).toBeGreaterThanOrEqual(413);
    expect((await here.send('/leases', `{"types":${types.slice(0, 30_000)}"]}`)).status).toBe(422);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('what a worker says of its job', () => {
  it('completes it, once, and says so again', async () => {
    const job = await started();
    const complete = () => here.complete(job, '{"n":12345678901234567890,"e":{}}');
    expect(await complete()).toMatchObject({
      status: 200,
      body: { job_id: job.id, outcome: 'ok', status: 'completed', result_error: null },
    });
    expect(await complete()).toMatchObject({ status: 200, body: { outcome: 'already', status: null } });
    expect((await bed.ask(`/jobs/${job.id}`)).text).toContain('"result":{"n":12345678901234567890,"e":{}}');
  });

  it('settles over another process than the one that gave the job out', async () => {
    const job = await started({ backoff: { strategy: 'fixed', base_ms: 50_000, jitter: 0 } });
    expect((await there.extend(job)).status).toBe(200);
    expect((await there.fail(job, { message: 'broken', code: 'odd' })).body).toMatchObject({
      outcome: 'ok',
      status: 'scheduled',
    });
    const read = await jobOf(job.id);
    expect(read).toMatchObject({ retries: 1, error: { code: 'odd', message: 'broken' } });
    const wait = Date.parse(String(read['due_at'])) - Date.parse(String(read['updated_at']));
    expect(wait).toBe(50_000);
  });

  it('keeps no result that is too large, and completes the job all the same', async () => {
    const job = await started();
    const answer = await here.complete(job, JSON.stringify('x'.repeat(300_000)));
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'completed', result_error: { code: 'result_too_large' } },
    });
    expect(await jobOf(job.id)).toMatchObject({ status: 'completed', result: null });
  });

  it('completes it without a result, and says why', async () => {
    const job = await started();
    const error = { code: 'result_too_large', message: '12 MiB of pictures' };
    expect((await here.say(job, 'complete', { result_error: error })).body).toMatchObject({
      ...{ outcome: 'ok', status: 'completed', result_error: error },
    });
    expect(await jobOf(job.id)).toMatchObject({ status: 'completed', result: null, error });
  });

  it.each([
    [{ result_error: 7 }, '/result_error'],
    [{ result_error: {} }, '/result_error/message'],
    [{ result_error: { message: 'm', code: 'A' } }, '/result_error/code'],
    [{ result_error: { message: 'm', stack: 's' } }, '/result_error/stack'],
    [{ result_error: { message: 'm' }, result: 1 }, '/result_error'],
  ])('refuses a completion with %j', async (more, pointer) => {
    const job = await started();
    expect(await here.say(job, 'complete', more)).toMatchObject({
      ...{ status: 422, body: { errors: [{ pointer }] } },
    });
    expect(await jobOf(job.id)).toMatchObject({ status: 'in_progress' });
  });

  it('steers the retry', async () => {
    const never = await started();
    expect((await here.fail(never, { message: 'no', retryable: false })).body).toMatchObject({
      status: 'failed',
    });
    const later = await started();
    await here.fail(later, { message: 'no', retry_after_ms: 77_000 });
    const read = await jobOf(later.id);
    expect(Date.parse(String(read['due_at'])) - Date.parse(String(read['updated_at']))).toBe(77_000);
  });

  it('bounds what it is told of an error', async () => {
    const job = await started({ max_retries: 0 });
    await here.fail(job, { message: `a\u0007${'ö'.repeat(20_000)}`, stack: 's'.repeat(20_000) });
    const error = (await jobOf(job.id))['error'] as Record<string, string>;
    expect(Buffer.byteLength(error['message'] ?? '')).toBeLessThanOrEqual(1_024);
    expect(Buffer.byteLength(JSON.stringify(error))).toBeLessThanOrEqual(4_096);
  });

  it('hands it back at no cost', async () => {
    const job = await started();
    expect((await here.say(job, 'release')).body).toMatchObject({ outcome: 'ok', status: 'queued' });
    expect(await jobOf(job.id)).toMatchObject({ status: 'queued', attempt_count: 0, lapses: 0 });
  });

  it('renews the lease, notes progress, and hears of a cancellation', async () => {
    const job = await started({}, { lease_ms: 60_000 });
    const before = Date.parse(String((await jobOf(job.id))['lease_expires_at']));
    expect((await here.extend(job, { progress: { done: 3 }, lease_ms: 90_000 })).body).toEqual({
      ...{ job_id: job.id, outcome: 'ok', cancel_requested: false, lease_ms: 90_000 },
    });
    const read = await jobOf(job.id);
    expect(read).toMatchObject({ progress: { done: 3 } });
    expect(Date.parse(String(read['lease_expires_at']))).toBeGreaterThan(before + 20_000);
    expect((await bed.ask(`/jobs/${job.id}/cancel`, { method: 'POST' })).status).toBe(202);
    expect((await there.extend(job)).body).toMatchObject({ cancel_requested: true, lease_ms: 60_000 });
    expect((await here.fail(job, { message: 'stopped' })).body).toMatchObject({ status: 'cancelled' });
    expect(await jobOf(job.id)).toMatchObject({ status: 'cancelled' });
  });

  it('cancels a job that is handed back after the request', async () => {
    const job = await started();
    await bed.ask(`/jobs/${job.id}/cancel`, { method: 'POST' });
    expect((await here.say(job, 'release')).body).toMatchObject({ status: 'cancelled' });
  });

  it.each(['complete', 'extend', 'release', 'fail'] as const)(
    'is refused with a stale token: %s changes nothing',
    async (verb) => {
      const stale = await started();
      await here.say(stale, 'release');
      const [job] = await there.take({ types: [stale.type], queues: [stale.type] });
      const before = await jobOf(stale.id);
      const tokens = [stale.lease_token, 'nonsense', 'x'.repeat(64), `${'z'.repeat(14)}.zz.zz`, '../../..'];
      for (const lease_token of tokens) {
        const told = verb === 'fail' ? { error: { message: 'no' } } : {};
        expect(await here.say({ ...stale, lease_token }, verb, told)).toMatchObject({
          status: 409,
          body: { code: 'lease_lost', job_id: stale.id },
        });
      }
      expect(await jobOf(stale.id)).toEqual(before);
      expect((await there.complete(job!)).body).toMatchObject({ outcome: 'ok' });
    },
  );

  it('is answered 404 about a job that is not there', async () => {
    const job = await started();
    for (const id of ['no-such-job', 'a%20b']) {
      expect(await here.say({ ...job, id }, 'complete')).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
    await here.complete(job);
  });

  it.each([
    ['complete', '{}', '/lease_token'],
    ['complete', '{"lease_token":7}', '/lease_token'],
    ['complete', '{"lease_token":""}', '/lease_token'],
    ['complete', `{"lease_token":"${'x'.repeat(65)}"}`, '/lease_token'],
    ['complete', '{"lease_token":"t","resul":1}', '/resul'],
    ['fail', '{"lease_token":"t"}', '/error'],
    ['fail', '{"lease_token":"t","error":"no"}', '/error'],
    ['fail', '{"lease_token":"t","error":{}}', '/error/message'],
    ['fail', '{"lease_token":"t","error":{"message":"m","code":"No"}}', '/error/code'],
    ['fail', '{"lease_token":"t","error":{"message":"m","retryable":"no"}}', '/error/retryable'],
    ['fail', '{"lease_token":"t","error":{"message":"m","retry_after_ms":-1}}', '/error/retry_after_ms'],
    ['fail', '{"lease_token":"t","error":{"message":"m","retry":1}}', '/error/retry'],
    ['extend', '{"lease_token":"t","lease_ms":1}', '/lease_ms'],
    ['extend', `{"lease_token":"t","progress":"${'x'.repeat(600)}"}`, '/progress'],
    ['extend', `{"lease_token":"t","progress":${'9'.repeat(600)}}`, '/progress'],
    ['release', '{"lease_token":"t","why":1}', '/why'],
    ['release', '"t"', ''],
  ])('%s refuses %.60s', async (verb, body, pointer) => {
    expect(await here.send(`/leases/some-job/${verb}`, body)).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer }] },
    });
  });
});

describe('batches', () => {
  it('settle and renew many at once, each with its own result', async () => {
    const a = await started();
    const b = await started();
    const stale = await started();
    await here.say(stale, 'release');
    const entry = (job: LeasedJob, more: object = {}) => ({
      ...{ job_id: job.id, lease_token: job.lease_token },
      ...more,
    });
    const none = { job_id: 'not-there', lease_token: a.lease_token };
    const jobs = [entry(a), entry(stale), none, entry(b)];
    expect((await here.send('/leases/extend', JSON.stringify({ jobs }))).body).toMatchObject({
      results: [{ outcome: 'ok' }, { outcome: 'lease_lost' }, { outcome: 'not_found' }, { outcome: 'ok' }],
    });
    const done = [entry(a, { result: 1 }), entry(stale), entry(a)];
    expect((await here.send('/leases/complete', JSON.stringify({ jobs: done }))).body).toMatchObject({
      results: [
        { job_id: a.id, outcome: 'ok', status: 'completed', result_error: null },
        { job_id: stale.id, outcome: 'lease_lost', status: null },
        { job_id: a.id, outcome: 'already' },
      ],
    });
    const failed = [entry(b, { error: { message: 'no', retryable: false } })];
    expect((await here.send('/leases/fail', JSON.stringify({ jobs: failed }))).body).toMatchObject({
      results: [{ job_id: b.id, outcome: 'ok', status: 'failed' }],
    });
  });

  it('hand back many at once', async () => {
    const one = await started();
    const two = await started();
    const entries = [one, { ...two, lease_token: one.lease_token }, { ...one, id: 'nobody' }];
    const answer = await here.send(
      '/leases/release',
      JSON.stringify({ jobs: entries.map(({ id, lease_token }) => ({ job_id: id, lease_token })) }),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [
          { job_id: one.id, outcome: 'ok', status: 'queued' },
          { job_id: two.id, outcome: 'lease_lost', status: null },
          { job_id: 'nobody', outcome: 'not_found', status: null },
        ],
      },
    });
    expect(await jobOf(one.id)).toMatchObject({ status: 'queued', attempt_count: 0 });
    expect(await jobOf(two.id)).toMatchObject({ status: 'in_progress' });
    const bad = JSON.stringify({ jobs: [{ job_id: one.id, lease_token: one.lease_token, result: 1 }] });
    expect(await here.send('/leases/release', bad)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/jobs/0/result' }] },
    });
  });

  it('are refused whole for one bad entry, and change nothing', async () => {
    const job = await started();
    const good = { job_id: job.id, lease_token: job.lease_token };
    for (const [jobs, pointer] of [
      [[good, { job_id: 7, lease_token: 't' }], '/jobs/1/job_id'],
      [[good, { ...good, lease_token: null }], '/jobs/1/lease_token'],
      [[good, 'x'], '/jobs/1'],
      [[], '/jobs'],
      [Array.from({ length: 101 }, () => good), '/jobs'],
      ['x', '/jobs'],
    ] as const) {
      expect(await here.send('/leases/complete', JSON.stringify({ jobs }))).toMatchObject({
        status: 422,
        body: { errors: [{ pointer }] },
      });
    }
    expect(await here.send('/leases/complete', '{"jobs":[{}],"more":1}')).toMatchObject({ status: 422 });
    expect((await jobOf(job.id))['status']).toBe('in_progress');
    await here.complete(job);
  });
});

describe('a time limit', () => {
  it('ends the attempt with timeout, whatever the worker does', async () => {
    const job = await started({ timeout_ms: 700, backoff: { base_ms: 60_000 } }, { lease_ms: 60_000 });
    expect(job.lease_ms).toBeLessThanOrEqual(1_700);
    await here.extend(job, { lease_ms: 60_000 });
    await untilTrue(
      async () => (await jobOf(job.id))['status'] === 'scheduled',
      20_000,
      () => 'the attempt was not ended',
    );
    const read = await jobOf(job.id);
    expect(read).toMatchObject({ retries: 1, lapses: 0, error: { code: 'timeout' } });
    expect(await here.extend(job)).toMatchObject({ status: 409 });
  });

  it('ends the lease of an attempt whose process is gone too', async () => {
    const third = await HttpBed.on(bed.redis);
    const { id, type } = await add({ timeout_ms: 500 });
    const [job] = await new Puller(third).take({ types: [type], queues: [type], lease_ms: 60_000 });
    await third.close();
    await untilTrue(
      async () => {
        await here.extend(job!, { lease_ms: 60_000 });
        return (await jobOf(id))['lapses'] === 1;
      },
      8_000,
      () => 'the lease did not end',
    );
  });
});

describe('GET /workers', () => {
  const workers = async () =>
    (await bed.ask('/workers')).body['workers'] as Readonly<Record<string, unknown>>[];
  const find = async (name: string) => (await workers()).find((worker) => worker['name'] === name);

  it('shows a remote worker while it asks, and what it runs', async () => {
    const type = `t-${randomUUID()}`;
    const waiting = there.take({
      types: [type],
      queues: ['q'],
      max_jobs: 3,
      wait_ms: 30_000,
      worker: 'far-1',
    });
    await untilTrue(
      async () => (await find('far-1')) !== undefined,
      20_000,
      () => 'not listed',
    );
    expect(await find('far-1')).toMatchObject({
      ...{ kind: 'remote', state: 'running', slots: 3, running: 0, types: [type] },
      ...{ queues: [{ queue: 'q', weight: 1 }], version: 'puller/1' },
    });
    await bed.post(JSON.stringify({ type, queue: 'q' }));
    const [job] = await waiting;
    await untilTrue(
      async () => (await find('far-1'))?.['running'] === 1,
      20_000,
      () => 'does not run anything',
    );
    await there.complete(job!);
    await untilTrue(
      async () => (await find('far-1'))?.['running'] === 0,
      20_000,
      () => 'still runs it',
    );
  });

  it('has one worker, though it asks two processes', async () => {
    await here.take({ types: ['x'], worker: 'both' });
    await there.take({ types: ['x'], worker: 'both' });
    await untilTrue(
      async () => (await find('both')) !== undefined,
      20_000,
      () => 'not listed',
    );
    expect((await workers()).filter((worker) => worker['name'] === 'both')).toHaveLength(1);
  });

  it('explains a job by the remote workers that could run it', async () => {
    const { id, type } = await add();
    await here.take({ types: [type], queues: ['elsewhere'], worker: 'knows-it' });
    await untilTrue(
      async () => (await find('knows-it')) !== undefined,
      20_000,
      () => 'not listed',
    );
    const explained = JSON.stringify((await bed.ask(`/jobs/${id}/explain`)).body);
    expect(explained).toContain('no_worker_for_type');
    await here.take({ types: [type], wait_ms: 0, max_jobs: 1, worker: 'knows-it-here' });
    expect((await bed.ask(`/jobs/${id}/explain`)).body).toMatchObject({ status: 'in_progress' });
  });
});

describe('a client that leaves', () => {
  it('while it waits costs nothing: the next one gets the job', async () => {
    const type = `t-${randomUUID()}`;
    const before = await inProgress();
    const gone = here.leaving({ types: [type], wait_ms: 30_000 });
    await here.untilWaiting();
    const waiting = here.take({ types: [type], wait_ms: 30_000 });
    await here.untilWaiting(2);
    await gone();
    await bed.post(JSON.stringify({ type }));
    expect(await waiting).toMatchObject([{ attempt: 1, lapses: 0 }]);
    expect(await inProgress()).toBe(before + 1);
  });

  it('while its claim is in flight costs no attempt: the job goes back at once', async () => {
    const { id, type } = await add();
    const claim = store.claim.bind(store);
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    const spy = jest.spyOn(store, 'claim').mockImplementationOnce(async (request) => {
      const answer = await claim(request);
      await left;
      return answer;
    });
    const gone = here.leaving({ types: [type], queues: [type], wait_ms: 30_000, lease_ms: 3_600_000 });
    await untilTrue(
      async () => (await jobOf(id))['status'] === 'in_progress',
      20_000,
      () => 'not claimed',
    );
    await gone();
    leave();
    await untilTrue(
      async () => (await jobOf(id))['status'] === 'queued',
      20_000,
      () => 'not handed back',
    );
    expect(await jobOf(id)).toMatchObject({ attempt_count: 0, lapses: 0, attempts: [] });
    spy.mockRestore();
  });

  it('at any moment leaves no lease behind but of answers that went out whole', async () => {
    const type = `t-${randomUUID()}`;
    const queue = type;
    let whole = 0;
    const watch = (_request: unknown, response: ServerResponse) => {
      const end = jest.spyOn(response, 'end');
      response.once('close', () => {
        const text = String(end.mock.calls[0]?.[0]);
        whole += response.writableFinished && text.includes('lease_token') ? 1 : 0;
      });
    };
    const server = bed.app.getHttpServer();
    server.on('request', watch);
    for (let i = 0; i < 40; i += 1) {
      await store.enqueue([newJob(`${type}-${i}`, { type, queue })], NO_LIMITS);
      const gone = here.leaving({ types: [type], queues: [queue], wait_ms: 30_000, lease_ms: 3_600_000 });
      await gone(i % 8); // some before the claim, some in it, some after
    }
    await untilTrue(
      async () => here.waiting === 0 && (await store.queue(queue))?.states.in_progress === whole,
      20_000,
      () => `leases were left behind (${whole} went out)`,
    );
    server.off('request', watch);
  });
});

describe('a service that drains', () => {
  it('ends open polls at once with an empty answer, and gives out no more', async () => {
    const third = await HttpBed.on(bed.redis);
    const puller = new Puller(third);
    const type = `t-${randomUUID()}`;
    const waiting = Array.from({ length: 50 }, () => puller.leases({ types: [type], wait_ms: 30_000 }));
    await puller.untilWaiting(50);
    const job = await started();
    const began = performance.now();
    third.app.get(Lifecycle).enter('draining');
    for (const answer of await Promise.all(waiting)) {
      expect(answer).toMatchObject({ status: 200, body: { jobs: [] } });
      expect(answer.headers['connection']).toBe('close');
    }
    expect(await puller.leases({ types: [type] })).toMatchObject({
      status: 503,
      body: { code: 'draining' },
      headers: { 'retry-after': '1' },
    });
    expect((await puller.complete(job)).status).toBe(200);
    await third.close();
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
