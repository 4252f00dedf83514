import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { claimRequest, nonceOf } from '../../support/job-builder';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;

beforeAll(async () => {
  bed = await HttpBed.start();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const patch = (id: string, body: unknown) =>
  bed.ask(`/jobs/${id}`, { method: 'PATCH', headers: JSON_TYPE, body: JSON.stringify(body) });
const promote = (id: string) => bed.ask(`/jobs/${id}/promote`, { method: 'POST' });

describe('PATCH /jobs/{id}', () => {
  it('changes the priority of a job that waits, and answers with the job', async () => {
    await bed.post(JSON.stringify({ id: 'p1', queue: 'p' }));
    expect(await patch('p1', { priority: 7 })).toMatchObject({
      status: 200,
      body: { id: 'p1', status: 'queued', priority: 7 },
    });
  });

  it('moves its time, both ways', async () => {
    await bed.post(JSON.stringify({ id: 't1', queue: 't' }));
    const at = '2099-01-01T00:00:00.000Z';
    expect(await patch('t1', { run_at: at })).toMatchObject({
      status: 200,
      body: { status: 'scheduled', due_at: at },
    });
    expect(await patch('t1', { run_at: '2001-01-01T00:00:00Z' })).toMatchObject({
      status: 200,
      body: { status: 'queued', due_at: null },
    });
  });

  it.each([
    [{}, ''],
    [[], ''],
    [{ priority: 101 }, '/priority'],
    [{ priority: '1' }, '/priority'],
    [{ delay_ms: -1 }, '/delay_ms'],
    [{ run_at: 'soon' }, '/run_at'],
    [{ run_at: '2099-01-01T00:00:00Z', delay_ms: 1 }, '/run_at'],
    [{ delay_ms: null }, '/delay_ms'],
    [{ queue: 'other' }, '/queue'],
  ])('refuses %j, and names the field', async (body, pointer) => {
    await bed.post(JSON.stringify({ id: 'bad', queue: 'bad', delay_ms: 60_000 }));
    const before = (await bed.ask('/jobs/bad')).body;
    expect(await patch('bad', body)).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer }] },
    });
    expect((await bed.ask('/jobs/bad')).body).toEqual(before);
  });

  it('refuses what is no JSON, and what is too large', async () => {
    const send = (body: string) => bed.ask('/jobs/bad', { method: 'PATCH', headers: JSON_TYPE, body });
    expect((await send('{')).status).toBe(400);
    expect((await send(`{"priority":1${' '.repeat(5_000)}}`)).status).toBe(413);
  });

  it('says 404 for a job that is not there, 409 for one that runs or is done', async () => {
    expect((await patch('nobody', { priority: 1 })).status).toBe(404);
    await bed.post(JSON.stringify({ id: 'r1', queue: 'r', type: 'r' }));
    const token = nonceOf('resched', 1);
    await store.claim(claimRequest(token, { types: ['r'] }));
    const running = { status: 409, body: { code: 'wrong_state', job_status: 'in_progress' } };
    expect(await patch('r1', { priority: 1 })).toMatchObject(running);
    expect(await promote('r1')).toMatchObject(running);
    await store.complete([{ id: 'r1', token, result: null, resultError: null }]);
    expect(await promote('r1')).toMatchObject({ status: 409, body: { job_status: 'completed' } });
  });
});

describe('POST /jobs/{id}/promote', () => {
  it('queues a scheduled job at once; again, it stays queued', async () => {
    await bed.post(JSON.stringify({ id: 's1', queue: 's', delay_ms: 600_000 }));
    for (let time = 0; time < 2; time += 1) {
      expect(await promote('s1')).toMatchObject({ status: 200, body: { id: 's1', status: 'queued' } });
    }
    expect((await promote('nobody')).status).toBe(404);
  });
});
