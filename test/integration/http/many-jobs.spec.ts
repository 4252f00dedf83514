import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;
let nonce = 0;

const send = (path: string, body?: unknown) =>
  bed.ask(path, {
    method: 'POST',
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
const statusOf = async (id: string) => (await bed.ask(`/status?id=${id}`)).body['status'];
const claim = async (queue: string, max = 500) => {
  nonce += 1;
  const { jobs } = await store.claim({
    nonce: `many0000${String(nonce).padStart(6, '0')}`,
    ...{ lane: 0, types: ['simulate', 'mail'], queues: [{ queue, weight: 1 }], max, leaseMs: 60_000 },
  });
  return jobs;
};
const add = async (queue: string, names: readonly string[], chosen: Parameters<typeof newJob>[1] = {}) => {
  const answers = await store.enqueue(
    names.map((name) => newJob(name, { queue, ...chosen })),
    NO_LIMITS,
  );
  expect(answers.every(({ outcome }) => outcome === 'created')).toBe(true);
};
const addFailed = async (
  queue: string,
  names: readonly string[],
  chosen: Parameters<typeof newJob>[1] = {},
) => {
  await add(queue, names, chosen);
  for (let jobs = await claim(queue); jobs.length > 0; jobs = await claim(queue)) {
    const error = { code: 'error', message: 'no' };
    await store.fail(jobs.map(({ id, token }) => ({ id, token, error, retryInMs: null })));
  }
};
const names = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}-${i}`);

beforeAll(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

describe('parameters in the address', () => {
  it.each(['/jobs/retry', '/jobs/cancel', '/queues/said-there/redrive', '/queues/said-there/purge'])(
    'POST %s refuses them: a dry run that is asked for there must not become a real one',
    async (path) => {
      await addFailed('said-there', [`failed${path}`.replaceAll('/', '-')]);
      await add('said-there', [`waits${path}`.replaceAll('/', '-')]);
      const before = (await bed.ask('/queues/said-there')).body;
      expect(await send(`${path}?dry_run=true`, { states: ['failed'] })).toMatchObject({
        status: 422,
        body: { errors: [{ parameter: 'dry_run', detail: 'is not a known parameter' }] },
      });
      expect((await bed.ask('/queues/said-there')).body['states']).toEqual(before['states']);
    },
  );
});

describe('POST /jobs/retry and /jobs/cancel with ids', () => {
  it('answers for each, in order', async () => {
    await addFailed('ids', ['7', 'broken']);
    await add('ids', ['waits']);
    expect(await send('/jobs/retry', { ids: ['broken', 'waits', 'none', 7, 'broken'] })).toMatchObject({
      status: 200,
      body: {
        changed: 2,
        results: [
          { job_id: 'broken', outcome: 'queued', status: 'queued' },
          { job_id: 'waits', outcome: 'wrong_state', status: 'queued' },
          { job_id: 'none', outcome: 'not_found', status: null },
          { job_id: '7', outcome: 'queued', status: 'queued' },
          { job_id: 'broken', outcome: 'wrong_state', status: 'queued' },
        ],
      },
    });
    await claim('ids', 1); // `waits` was before the others
    expect(await send('/jobs/cancel', { ids: ['waits', 'broken', 'none'] })).toMatchObject({
      status: 200,
      body: {
        changed: 2,
        results: [
          { job_id: 'waits', outcome: 'cancel_requested', status: 'in_progress' },
          { job_id: 'broken', outcome: 'cancelled', status: 'cancelled' },
          { job_id: 'none', outcome: 'not_found', status: null },
        ],
      },
    });
  });

  it('takes 500 and refuses 501', async () => {
    expect((await send('/jobs/cancel', { ids: names('x', 500) })).body).toMatchObject({ changed: 0 });
    expect(await send('/jobs/cancel', { ids: names('x', 501) })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/ids', detail: 'must be an array of 1 to 500 job ids' }] },
    });
  });

  it.each([
    [{}, ['/ids']],
    [{ ids: [] }, ['/ids']],
    [{ ids: ['a b'] }, ['/ids']],
    [{ ids: ['a'], filter: { queue: 'q' } }, ['/ids']],
    [{ ids: ['a'], dry_run: true }, ['/dry_run']],
    [{ filter: {} }, ['/filter']],
    [{ filter: 'all' }, ['/filter']],
    [
      { filter: { queue: 'a:b', type: '', tag: 1, created_after: 'now', status: 'completed', all: true } },
      [
        '/filter/queue',
        '/filter/type',
        '/filter/tag',
        '/filter/created_after',
        '/filter/all',
        '/filter/status',
      ],
    ],
    [{ filter: { queue: 'q' }, dry_run: 1, page_token: '', more: 1 }, ['/dry_run', '/page_token', '/more']],
    [{ filter: { queue: 'q' }, page_token: 'e30' }, ['/page_token']],
  ])('refuses %j, naming each field', async (body, pointers) => {
    for (const path of ['/jobs/retry', '/jobs/cancel']) {
      const answer = await send(path, body);
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
      const errors = answer.body['errors'] as { pointer: string }[];
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
    }
  });

  it('refuses what is not JSON, and what does not say that it is', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await bed.ask('/jobs/retry', { method: 'POST', headers, body: '{"ids":' })).toMatchObject({
      status: 400,
    });
    expect(await bed.ask('/jobs/retry', { method: 'POST', body: '{"ids":["a"]}' })).toMatchObject({
      status: 415,
    });
  });
});

describe('with a filter', () => {
  it('counts first, and then retries what matches and nothing else', async () => {
    await addFailed('filter', ['f-mail-1', 'f-mail-2'], { type: 'mail', tags: ['eu'] });
    await addFailed('filter', ['f-other'], { tags: ['eu'] });
    await addFailed('elsewhere', ['f-else'], { type: 'mail', tags: ['eu'] });
    const filter = { queue: 'filter', type: 'mail', tag: 'eu', created_after: '2020-01-01T00:00:00Z' };
    expect(await send('/jobs/retry', { filter, dry_run: true })).toMatchObject({
      status: 200,
      body: { dry_run: true, matched: 2, changed: 0, skipped: 0, next_page_token: null },
    });
    expect(await statusOf('f-mail-1')).toBe('failed');
    expect((await send('/jobs/retry', { filter })).body).toMatchObject({
      ...{ dry_run: false, matched: 2, changed: 2, skipped: 0, next_page_token: null },
    });
    expect(await Promise.all(['f-mail-1', 'f-mail-2', 'f-other', 'f-else'].map(statusOf))).toEqual([
      ...['queued', 'queued', 'failed', 'failed'],
    ]);
  });

  it('cancels in all states in which a job is not final, or in one', async () => {
    await add('cancel', ['c-run']);
    await claim('cancel');
    await add('cancel', ['c-now']);
    await add('cancel', ['c-later'], { delayMs: 100_000 });
    expect(
      (await send('/jobs/cancel', { filter: { queue: 'cancel', status: 'scheduled' } })).body,
    ).toMatchObject({ matched: 1, changed: 1 });
    expect((await send('/jobs/cancel', { filter: { queue: 'cancel' } })).body).toMatchObject({
      ...{ matched: 2, changed: 2 },
    });
    expect((await bed.ask('/jobs/c-run')).body).toMatchObject({
      ...{ status: 'in_progress', cancel_requested: true },
    });
    expect(await Promise.all(['c-now', 'c-later'].map(statusOf))).toEqual(['cancelled', 'cancelled']);
  });
});

describe('POST /queues/{queue}/redrive', () => {
  it('queues all that failed again, without a body', async () => {
    await addFailed('redrive', names('r', 1_200));
    await add('redrive', ['r-off']);
    await store.cancel(['r-off']);
    let answer = await send('/queues/redrive/redrive');
    let changed = Number(answer.body['changed']);
    // A machine that is busy may need more than the second that one answer takes at most.
    while (answer.status === 200 && answer.body['next_page_token'] !== null) {
      answer = await send('/queues/redrive/redrive', { page_token: answer.body['next_page_token'] });
      changed += Number(answer.body['changed']);
    }
    expect({ status: answer.status, changed }).toEqual({ status: 200, changed: 1_200 });
    expect((await store.queue('redrive'))?.states).toMatchObject({ queued: 1_200, failed: 0, cancelled: 1 });
  });

  it('takes a filter and a dry run', async () => {
    await addFailed('redrive-some', ['rs-1'], { type: 'mail' });
    await addFailed('redrive-some', ['rs-2']);
    const filter = { type: 'mail' };
    expect((await send('/queues/redrive-some/redrive', { filter, dry_run: true })).body).toMatchObject({
      matched: 1,
    });
    expect((await send('/queues/redrive-some/redrive', { filter })).body).toMatchObject({ changed: 1 });
    expect(await Promise.all(['rs-1', 'rs-2'].map(statusOf))).toEqual(['queued', 'failed']);
  });

  it.each([
    [{ filter: { queue: 'x' } }, '/filter/queue'],
    [{ filter: { status: 'queued' } }, '/filter/status'],
    [{ states: ['failed'] }, '/states'],
  ])('refuses %j', async (body, pointer) => {
    await store.configureQueue('bad', { concurrency: 1 });
    const answer = await send('/queues/bad/redrive', body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it.each(['none', 'sluice.own', 'a%3Ab'])('answers 404 for the queue %s', async (queue) => {
    for (const action of ['redrive', 'purge']) {
      expect(await send(`/queues/${queue}/${action}`)).toMatchObject({ status: 404 });
    }
  });
});

describe('POST /queues/{queue}/purge', () => {
  it('removes outcomes, and what waits only where that is asked for', async () => {
    await addFailed('purge', ['p-failed']);
    await add('purge', ['p-run']);
    await claim('purge');
    await add('purge', ['p-wait']);
    await add('purge', ['p-later'], { delayMs: 100_000 });
    expect((await send('/queues/purge/purge', { dry_run: true })).body).toMatchObject({
      matched: 1,
      changed: 0,
    });
    expect((await send('/queues/purge/purge')).body).toMatchObject({ matched: 1, changed: 1 });
    expect(await bed.ask('/jobs/p-failed')).toMatchObject({ status: 404 });
    expect(await statusOf('p-wait')).toBe('queued');
    const states = ['queued', 'scheduled'];
    expect((await send('/queues/purge/purge', { states })).body).toMatchObject({ changed: 2 });
    expect((await store.queue('purge'))?.states).toMatchObject({
      ...{ scheduled: 0, queued: 0, in_progress: 1, failed: 0, cancelled: 0 },
    });
  });

  it.each([
    [{ states: ['in_progress'] }, '/states'],
    [{ states: [] }, '/states'],
    [{ states: 'failed' }, '/states'],
    [{ filter: { status: 'failed' } }, '/filter/status'],
  ])('refuses %j, and removes nothing', async (body, pointer) => {
    await addFailed('kept', [`kept${JSON.stringify(body).length}`]);
    const before = (await store.queue('kept'))?.states;
    expect(await send('/queues/kept/purge', body)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer }] },
    });
    expect((await store.queue('kept'))?.states).toEqual(before);
  });
});

describe('a sweep over all queues', () => {
  it('goes on where one page of the store ends', async () => {
    // The store looks into 700 sets for one page.
    for (let i = 0; i < 720; i += 1) {
      await store.configureQueue(`step-${String(i).padStart(4, '0')}`, { concurrency: 1 });
    }
    await addFailed('step-0719', ['step-job']);
    const page = await store.list({
      ...{ queue: null, state: 'failed', type: 'mail', tag: null, createdAfter: null, createdBefore: null },
      ...{ pageSize: 500, pageToken: null, full: false },
    });
    expect(page.nextPageToken).not.toBeNull();
    const request = { filter: { status: 'failed', type: 'simulate' } };
    for (let token: unknown = undefined; token !== null;) {
      const began = performance.now();
      const { body } = await send('/jobs/retry', { ...request, page_token: token });
      token = body['next_page_token'];
      // Only the time, on a busy machine, ends a request before the last page.
      expect(token === null || performance.now() - began >= 1_000).toBe(true);
    }
    expect(await statusOf('step-job')).toBe('queued');
  });
});

describe('DELETE /queues/{queue}', () => {
  const remove = (queue: string) => bed.ask(`/queues/${queue}`, { method: 'DELETE' });

  it('deletes a queue without jobs; the sums of /metrics stay', async () => {
    await addFailed('gone', ['g-1']);
    expect(await remove('gone')).toMatchObject({
      status: 409,
      body: { code: 'queue_in_use', queue: 'gone', jobs: 1 },
    });
    const { failed } = (await bed.ask('/metrics')).body;
    await send('/queues/gone/purge');
    expect(await remove('gone')).toMatchObject({ status: 200, body: { queue: 'gone' } });
    expect((await bed.ask('/metrics')).body).toMatchObject({ failed });
    expect(await bed.ask('/queues/gone')).toMatchObject({ status: 404 });
    expect(await remove('gone')).toMatchObject({ status: 404 });
  });

  it('leaves one that a living worker names, and says who it is', async () => {
    await store.configureQueue('named', { concurrency: 1 });
    await store.attend({
      ...{
        id: 'namer000',
        name: 'web-1:42',
        version: '1',
        slots: 1,
        running: 0,
        state: 'running',
        types: [],
      },
      queues: [{ queue: 'named', weight: 1 }],
    });
    expect(await remove('named')).toMatchObject({ status: 409, body: { worker: 'web-1:42' } });
    await store.retire('namer000');
    expect(await remove('named')).toMatchObject({ status: 200 });
  });

  it.each(['none', 'sluice.own', 'a%20b'])('answers 404 for %s', async (queue) => {
    expect(await remove(queue)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});
