import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { claimRequest, nonceOf } from '../../support/job-builder';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;
let claims = 0;

beforeAll(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

const send = (job: Record<string, unknown>) => bed.post(JSON.stringify(job));

/** Starts jobs of a queue, as a worker would. */
async function start(queue: string, type: string, max = 100) {
  claims += 1;
  const queues = [{ queue, weight: 1 }];
  const { jobs } = await store.claim(claimRequest(nonceOf('groups', claims), { types: [type], queues, max }));
  return jobs;
}

const patch = (queue: string, settings: unknown) =>
  bed.ask(`/queues/${queue}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });

describe('groups', () => {
  it('block the second job of a group, and explain says by whom', async () => {
    const job = { type: 'held', queue: 'one', group: 'customer:42' };
    expect(await send({ ...job, id: 'one-1' })).toMatchObject({ status: 202, body: { status: 'queued' } });
    expect(await send({ ...job, id: 'one-2' })).toMatchObject({ status: 202, body: { status: 'blocked' } });
    expect(await send({ ...job, id: 'one-3' })).toMatchObject({ status: 202, body: { status: 'blocked' } });
    expect((await bed.ask('/jobs/one-2')).body).toMatchObject({ group: 'customer:42', status: 'blocked' });
    const { body } = await bed.ask('/jobs/one-3/explain');
    expect(body['reasons']).toContainEqual({
      code: 'group_full',
      detail: 'its group customer:42 has 1 of at most 1 job in line or running (one-1), and 1 job goes first',
      ...{ group: 'customer:42', group_concurrency: 1, held: 1, held_by: ['one-1'], ahead: 1 },
    });
    expect(body['summary']).toContain('The job waits for its group');
    const [first] = await start('one', 'held');
    await store.complete([{ id: 'one-1', token: String(first?.token), result: null, resultError: null }]);
    expect((await bed.ask('/jobs/one-2')).body).toMatchObject({ status: 'queued' });
  });

  it('are let in as the settings of the queue say', async () => {
    for (const id of ['set-1', 'set-2', 'set-3']) {
      await send({ id, type: 'held', queue: 'set', group: 'g' });
    }
    const answer = await patch('set', { group_concurrency: 2, group_order: 'loose' });
    expect(answer).toMatchObject({
      status: 200,
      body: { settings: { group_concurrency: 2, group_order: 'loose' }, states: { queued: 2, blocked: 1 } },
    });
    expect((await patch('set', { group_concurrency: null, group_order: null })).body).toMatchObject({
      settings: { group_concurrency: null, group_order: null },
      limits: { group_concurrency: 1, group_order: 'strict' },
    });
  });

  it('take a job that is retried at their end, and the answer says that it is blocked', async () => {
    for (const id of ['again-1', 'again-2']) {
      await send({ id, type: 'held', queue: 'again', group: 'g' });
    }
    const cancel = () => bed.ask('/jobs/again-2/cancel', { method: 'POST' });
    await cancel();
    expect(await bed.ask('/jobs/again-2/retry', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { job_id: 'again-2', status: 'blocked' },
    });
    expect((await bed.ask('/jobs/again-2')).body).toMatchObject({ status: 'blocked' });
    await cancel();
    const many = await bed.ask('/jobs/retry', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids: ['again-2', 'nobody'] }),
    });
    expect(many.body).toEqual({
      changed: 1,
      results: [
        { job_id: 'again-2', outcome: 'blocked', status: 'blocked' },
        { job_id: 'nobody', outcome: 'not_found', status: null },
      ],
    });
  });

  it('name each bad field', async () => {
    const refused = await patch('bad', { group_concurrency: 0, group_order: 'random' });
    expect(refused.status).toBe(422);
    expect(refused.body['errors']).toEqual([
      { pointer: '/group_concurrency', detail: 'must be an integer from 1 to 1000000, or null' },
      { pointer: '/group_order', detail: 'must be one of strict, loose, or null' },
    ]);
    expect((await bed.ask('/queues/bad')).status).toBe(404);
    for (const group of ['', 'a b', 7, null, 'x'.repeat(129)]) {
      const answer = await send({ group });
      expect([answer.status, answer.body['errors']]).toEqual([
        422,
        [expect.objectContaining({ pointer: '/group' })],
      ]);
    }
  });

  it('take turns: 10,000 jobs of one tenant do not hold back 20 tenants with 10 each', async () => {
    const lines = (ids: readonly string[], group: string) =>
      ids.map((id) => JSON.stringify({ id, queue: 'fair', type: 'fair', group })).join('\n');
    const bulk = (text: string) =>
      bed.ask('/jobs/bulk', {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: text,
      });
    const many = Array.from({ length: 10_000 }, (_, i) => `big-${i}`);
    expect((await bulk(lines(many, 'big'))).body).toMatchObject({ created: 10_000 });
    for (let tenant = 0; tenant < 20; tenant += 1) {
      const few = Array.from({ length: 10 }, (_, i) => `small-${tenant}-${i}`);
      expect((await bulk(lines(few, `tenant-${tenant}`))).body).toMatchObject({ created: 10 });
    }
    const order: string[] = [];
    while (order.filter((id) => id.startsWith('small')).length < 200) {
      const [job] = await start('fair', 'fair', 1);
      expect(job).toBeDefined();
      order.push(String(job?.id));
      await store.complete([
        { id: String(job?.id), token: String(job?.token), result: null, resultError: null },
      ]);
    }
    // Each round starts one job of each of the 21 tenants.
    expect(order.length).toBeLessThanOrEqual(211);
    const ofBig = order.filter((id) => id.startsWith('big'));
    expect(ofBig).toEqual(many.slice(0, ofBig.length));
  });
});
