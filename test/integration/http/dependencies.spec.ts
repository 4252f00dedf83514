import type { Lease } from '../../../src/core/settlement';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { claimRequest, nonceOf } from '../../support/job-builder';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;
let nonce = 0;

const add = (fields: object) => bed.post(JSON.stringify(fields));
const bulk = (jobs: readonly object[]) =>
  bed.ask('/jobs/bulk', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(jobs),
  });
const job = async (id: string) => (await bed.ask(`/jobs/${id}`)).body;

/** What a worker would do, by hand: there is none in this process. */
async function start(queue: string): Promise<Lease> {
  nonce += 1;
  const request = { types: ['work'], queues: [{ queue, weight: 1 }], max: 1 };
  const { jobs } = await store.claim(claimRequest(nonceOf('deps', nonce), request));
  expect(jobs).toHaveLength(1);
  return { id: jobs[0]!.id, token: jobs[0]!.token };
}

async function complete(queue: string): Promise<void> {
  await store.complete([{ ...(await start(queue)), result: null, resultError: null }]);
  await store.promote(200);
}

async function fail(queue: string): Promise<void> {
  const error = { code: 'broken', message: 'on purpose' };
  await store.fail([{ ...(await start(queue)), error, retryInMs: null }]);
  await store.promote(200);
}

beforeAll(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

describe('depends_on', () => {
  it('blocks a job until the others are done, and shows where they are', async () => {
    await add({ id: 101, type: 'work', queue: 'q1' });
    await add({ id: 'x', type: 'work', queue: 'q1' });
    const answer = await add({ id: 'after', type: 'work', queue: 'q1', depends_on: [101, 'x'] });
    expect(answer).toMatchObject({ status: 202, body: { outcome: 'created', status: 'blocked' } });
    await complete('q1');
    expect(await job('after')).toMatchObject({
      status: 'blocked',
      on_dependency_failure: 'fail',
      depends_on: [
        { id: '101', status: 'completed', outcome: 'completed' },
        { id: 'x', status: 'queued', outcome: null },
      ],
    });
    const { body } = await bed.ask('/jobs/after/explain');
    expect(body).toMatchObject({
      status: 'blocked',
      summary: expect.stringMatching(
        /^The job is blocked: it waits for 1 of the 2 jobs that it depends on: x \(queued\)/,
      ) as string,
      estimated_start_at: null,
    });
    expect(body['reasons']).toContainEqual({
      code: 'waits_for_jobs',
      detail: 'it waits for 1 of the 2 jobs that it depends on: x (queued)',
      waiting_for: 1,
      dependencies: 2,
      waits_for: [{ id: 'x', status: 'queued', outcome: null }],
    });
    await complete('q1');
    expect(await job('after')).toMatchObject({ status: 'queued' });
    expect(await job('101')).toMatchObject({ on_dependency_failure: null, depends_on: [] });
  });

  it('gathers a set whose parts may fail: a report over all of them, with the policy run', async () => {
    const parts = ['part-1', 'part-2', 'part-3'];
    const lines = [
      ...parts.map((id) => ({ id, type: 'work', queue: 'q2' })),
      { id: 'report', type: 'work', queue: 'q2', depends_on: parts, on_dependency_failure: 'run' },
    ];
    const sent = await bulk(lines);
    expect(sent).toMatchObject({ status: 200 });
    await complete('q2');
    await fail('q2');
    expect(await job('report')).toMatchObject({ status: 'blocked' });
    await complete('q2');
    expect(await job('report')).toMatchObject({
      status: 'queued',
      depends_on: [{ outcome: 'completed' }, { outcome: 'failed' }, { outcome: 'completed' }],
    });
    expect((await start('q2')).id).toBe('report');
  });

  it('fails or cancels a job whose dependency failed, and says of which', async () => {
    await add({ id: 'bad', type: 'work', queue: 'q3' });
    await add({ id: 'failed', queue: 'q3', depends_on: ['bad'] });
    await add({ id: 'called-off', queue: 'q3', depends_on: ['failed'], on_dependency_failure: 'cancel' });
    await fail('q3');
    expect(await job('failed')).toMatchObject({
      status: 'failed',
      error: { code: 'dependency_failed', message: 'job bad, which it depends on, failed' },
    });
    expect(await job('called-off')).toMatchObject({ status: 'cancelled' });
  });

  it('refuses what is not there, naming each, and stores nothing', async () => {
    await add({ id: 'there' });
    expect(await add({ id: 'lost', depends_on: ['nowhere', 'there', 7] })).toMatchObject({
      status: 422,
      body: {
        code: 'invalid',
        errors: [
          { pointer: '/depends_on/0', detail: 'There is no job nowhere' },
          { pointer: '/depends_on/2', detail: 'There is no job 7' },
        ],
      },
    });
    expect(await bed.ask('/jobs/lost')).toMatchObject({ status: 404 });
  });

  it('refuses a job that depends on itself, and in a bulk one that depends on a later line', async () => {
    expect(await add({ id: 7, depends_on: ['there', '7'] })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/depends_on/1', detail: 'A job cannot depend on itself' }] },
    });
    const cycle = [
      { id: 'ring-1', depends_on: ['ring-2'] },
      { id: 'ring-2', depends_on: ['ring-1'] },
    ];
    const { body } = await bulk(cycle);
    expect(JSON.stringify(body)).toContain('There is no job ring-2');
    expect(await store.states(['ring-1', 'ring-2'])).toEqual([null, null]);
  });

  it.each([
    ['"x"', '/depends_on'],
    ['[1,"1"]', '/depends_on'],
    ['["a b"]', '/depends_on'],
    ['[null]', '/depends_on'],
    [JSON.stringify(Array.from({ length: 1_001 }, (_, i) => i)), '/depends_on'],
  ])('refuses %.30s', async (value, pointer) => {
    const answer = await bed.post(`{"depends_on":${value}}`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect((answer.body['errors'] as unknown[]).length).toBe(1);
  });

  it('refuses an unknown policy, and dependencies of a recurring job', async () => {
    expect(await bed.post('{"depends_on":[],"on_dependency_failure":"skip"}')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/on_dependency_failure', detail: 'must be one of fail, run, cancel' }] },
    });
    const body = JSON.stringify({ every_ms: 60_000, job: { depends_on: ['there'] } });
    const headers = { 'content-type': 'application/json' };
    expect(await bed.ask('/schedules/s1', { method: 'PUT', headers, body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/job/depends_on' }] },
    });
  });
});
