import type { ClaimedJob } from '../../../src/core/job';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import type { WorkerInfo } from '../../../src/core/worker-info';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { HttpBed } from './http-bed';

interface Explained {
  readonly summary: string;
  readonly status: string;
  readonly reasons: readonly (Record<string, unknown> & { readonly code: string })[];
  readonly estimated_start_at: string | null;
  readonly as_of: string;
}

const WORKER: WorkerInfo = {
  ...{ id: 'explain0', name: 'host-1:7', version: '1', slots: 4, running: 0 },
  ...{ state: 'running', queues: [{ queue: 'served', weight: 1 }], types: ['known', 'other'] },
};

let bed: HttpBed;
let store: JobStore;
let nonce = 0;

async function start(queue: string): Promise<ClaimedJob> {
  nonce += 1;
  const { jobs } = await store.claim({
    nonce: `${WORKER.id}${String(nonce).padStart(6, '0')}`,
    ...{ lane: 0, types: ['known'], queues: [{ queue, weight: 1 }], max: 1, leaseMs: 60_000 },
  });
  expect(jobs).toHaveLength(1);
  return jobs[0]!;
}

async function explain(id: string): Promise<Explained> {
  const { status, body } = await bed.ask(`/jobs/${id}/explain`);
  expect(status).toBe(200);
  return body as unknown as Explained;
}

const codes = async (id: string) => (await explain(id)).reasons.map(({ code }) => code);
const add = (id: string, rest: object) => bed.post(JSON.stringify({ id, type: 'known', ...rest }));
/** A worker of its own name each time: one that is known is written down anew only every few seconds. */
let workers = 0;
async function alive(chosen: Partial<WorkerInfo>): Promise<() => Promise<void>> {
  workers += 1;
  const id = `explain${workers}`;
  await store.attend({ ...WORKER, ...chosen, id });
  return () => store.retire(id);
}

beforeAll(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

describe('GET /jobs/{id}/explain of a job that waits', () => {
  it('names the workers that are missing: all, those of the queue, those of the type', async () => {
    await add('w1', { queue: 'lonely', type: 'rare' });
    expect(await explain('w1')).toMatchObject({
      status: 'queued',
      summary: 'The job waits in line: no worker is alive that takes jobs.',
      reasons: [{ code: 'no_worker_alive', draining: 0 }],
      estimated_start_at: null,
    });
    const stopDraining = await alive({ state: 'draining', queues: '*' });
    expect((await explain('w1')).reasons).toMatchObject([{ code: 'no_worker_alive', draining: 1 }]);
    await stopDraining();
    const stopOther = await alive({});
    expect((await explain('w1')).reasons).toMatchObject([{ code: 'no_worker_for_queue', queue: 'lonely' }]);
    await stopOther();
    const stopUnable = await alive({ queues: '*' });
    expect((await explain('w1')).reasons).toMatchObject([
      { code: 'no_worker_for_type', type: 'rare', known_types: ['known', 'other'] },
    ]);
    await stopUnable();
  });

  it('counts the jobs that go first, and says when it starts by how fast the queue drains', async () => {
    const stop = await alive({});
    await add('l1', { queue: 'served' });
    await add('l2', { queue: 'served' });
    await add('l3', { queue: 'served' });
    expect(await codes('l1')).toEqual(['about_to_start']);
    expect(await explain('l3')).toMatchObject({
      summary: 'The job waits in line: 2 jobs go first.',
      reasons: [{ code: 'jobs_ahead', ahead: 2 }],
      estimated_start_at: null,
    });
    const { id, token } = await start('served');
    await store.complete([{ id, token, result: null, resultError: null }]);
    const { estimated_start_at, as_of } = await explain('l3');
    // One end in the last second, and one job ahead: about a second; more on a machine that is slow.
    const wait = Date.parse(estimated_start_at ?? '') - Date.parse(as_of);
    expect(wait).toBeGreaterThanOrEqual(1_000);
    expect(wait).toBeLessThan(30_000);
    await stop();
  });

  it('names a queue that is paused, and one at its concurrency, with the limit', async () => {
    const stop = await alive({ queues: '*' });
    await add('p1', { queue: 'narrow' });
    await add('p2', { queue: 'narrow', ttl_ms: 3_600_000 });
    await store.configureQueue('narrow', { concurrency: 1 });
    await start('narrow');
    expect((await explain('p2')).reasons).toMatchObject([
      { code: 'queue_at_concurrency', queue: 'narrow', concurrency: 1, running: 1 },
    ]);
    await store.configureQueue('narrow', { paused: true });
    const paused = await explain('p2');
    expect(paused.reasons.map(({ code }) => code)).toEqual(['queue_paused', 'queue_at_concurrency']);
    expect(paused.reasons[0]?.['paused_at']).toMatch(/Z$/);
    expect(paused.summary).toContain('it expires in 60 min');
    await stop();
  });

  it('tells when all that could run it are busy', async () => {
    await add('b1', { queue: 'busy' });
    const stop = await alive({ queues: '*', running: 4 });
    expect((await explain('b1')).reasons).toMatchObject([{ code: 'workers_busy', slots: 4, running: 4 }]);
    await stop();
  });

  it('tells of a job that was put aside that nobody knows its type, until somebody does', async () => {
    const stop = await alive({ queues: '*' });
    await add('t1', { queue: 'types', type: 'odd' });
    await add('t2', { queue: 'types' });
    expect((await start('types')).id).toBe('t2');
    expect(await explain('t1')).toMatchObject({
      status: 'blocked',
      reasons: [{ code: 'no_worker_for_type', type: 'odd', known_types: ['known', 'other'] }],
    });
    const stopAble = await alive({ queues: '*', types: ['odd'] });
    expect(await explain('t1')).toMatchObject({ status: 'blocked', reasons: [{ code: 'about_to_start' }] });
    await Promise.all([stop(), stopAble()]);
  });
});

describe('GET /jobs/{id}/explain of a job that is scheduled', () => {
  it('tells a delay, a retry with its error, and a snooze apart', async () => {
    const stop = await alive({ queues: '*' });
    await add('s1', { queue: 'later', delay_ms: 60_000 });
    const delayed = await explain('s1');
    expect(delayed.reasons).toMatchObject([{ code: 'scheduled_delay', due_at: delayed.estimated_start_at }]);
    expect(Date.parse(delayed.estimated_start_at ?? '')).toBeGreaterThan(Date.parse(delayed.as_of));

    await add('s2', { queue: 'later', max_retries: 5 });
    const failed = await start('later');
    const error = { code: 'timeout', message: 'too slow' };
    await store.fail([{ id: failed.id, token: failed.token, error, retryInMs: 90_000 }]);
    const retry = await explain('s2');
    expect(retry.reasons).toMatchObject([{ code: 'scheduled_retry', retry: 1, max_retries: 5 }]);
    expect(retry.summary).toMatch(/^The job is due in .*: it is retry 1 of 5 after "timeout: too slow"\.$/);
    expect(retry).toMatchObject({ error });

    await add('s3', { queue: 'later' });
    const snoozed = await start('later');
    await store.snooze([{ id: snoozed.id, token: snoozed.token, delayMs: 60_000 }]);
    expect((await explain('s3')).reasons).toMatchObject([{ code: 'scheduled_snooze', snoozes: 1 }]);

    await store.configureQueue('later', { paused: true });
    expect(await codes('s3')).toEqual(['scheduled_snooze', 'queue_paused']);
    await stop();
  });
});

describe('GET /jobs/{id}/explain of a job that runs or is done', () => {
  it('names who holds the lease, the time left, and a cancel request', async () => {
    await store.attend(WORKER);
    await add('r1', { queue: 'running' });
    await start('running');
    const { reasons } = await explain('r1');
    expect(reasons).toMatchObject([{ code: 'running', worker: 'host-1:7', attempt: 1 }]);
    expect(reasons[0]?.['lease_left_ms']).toBeGreaterThan(0);
    expect(reasons[0]?.['lease_left_ms']).toBeLessThanOrEqual(60_000);
    await store.cancel(['r1']);
    expect(await codes('r1')).toEqual(['running', 'cancel_requested']);
  });

  it('tells what became of it', async () => {
    await add('d1', { queue: 'done' });
    const first = await start('done');
    await store.complete([{ id: 'd1', token: first.token, result: '{"n":1e400}', resultError: null }]);
    const { text } = await bed.ask('/jobs/d1/explain');
    expect(text).toMatch(/^\{"summary":"The job is done: it completed after 1 attempt\.",/);
    expect(text).toMatch(/"result":\{"n":1e400\}\}$/);

    await add('d2', { queue: 'done' });
    const second = await start('done');
    const error = { code: 'error', message: 'broken', stack: 'at x' };
    await store.fail([{ id: 'd2', token: second.token, error, retryInMs: null }]);
    expect(await explain('d2')).toMatchObject({
      reasons: [{ code: 'failed', attempt_count: 1, error: { code: 'error', message: 'broken' } }],
    });

    await add('d3', { queue: 'done' });
    await store.cancel(['d3']);
    expect(await explain('d3')).toMatchObject({
      summary: 'The job is done: it was cancelled before any attempt.',
      reasons: [{ code: 'cancelled', attempt_count: 0 }],
    });
  });

  it('answers with the fields that the document lists', async () => {
    const { components } = (await bed.ask('/openapi.json')).body as {
      components: { schemas: Record<string, { properties: object }> };
    };
    const described = Object.keys(components.schemas['ExplanationDto']?.properties ?? {});
    expect(Object.keys((await bed.ask('/jobs/d2/explain')).body)).toEqual(described);
  });

  it('answers 404 where there is no job', async () => {
    expect(await bed.ask('/jobs/none/explain')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await bed.ask('/jobs/a%20b/explain')).toMatchObject({ status: 404 });
  });
});
