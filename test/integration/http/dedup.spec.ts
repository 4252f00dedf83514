import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { claimRequest, nonceOf } from '../../support/job-builder';
import { untilTrue } from '../../support/until';
import { type Answer, HttpBed } from './http-bed';

let bed: HttpBed;
let store: JobStore;
let claims = 0;

beforeAll(async () => {
  // One outcome of each state is kept: what retention takes must take its key along.
  bed = await HttpBed.start({ SLUICE_RETENTION_COUNT: '1' });
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(() => bed.stop());

const send = (job: Record<string, unknown>) => bed.post(JSON.stringify(job));

/** Starts the one job of a type, as a worker would. */
async function start(type: string, leaseMs = 60_000) {
  claims += 1;
  const nonce = nonceOf('dedup', claims);
  const { jobs } = await store.claim(claimRequest(nonce, { types: [type], leaseMs, max: 1 }));
  expect(jobs.map((job) => job.type)).toEqual([type]);
  return { id: String(jobs[0]?.id), token: nonce };
}

function expectHeldBy(answer: Answer, id: string, status: string, key: string): void {
  expect(answer).toMatchObject({
    status: 200,
    body: { outcome: 'duplicate', job_id: id, status, queue: 'default', dedup_key: key },
  });
  expect(answer.headers['location']).toBe(`/jobs/${id}`);
}

describe('a dedup key', () => {
  it('keeps a second job out, in whatever queue, and names the holder and its state', async () => {
    const job = { type: 'held', dedup: { key: 'k:1' } };
    expect(await send({ ...job, id: 'first' })).toMatchObject({ status: 202, body: { outcome: 'created' } });
    expectHeldBy(await send({ ...job, id: 'second' }), 'first', 'queued', 'k:1');
    expectHeldBy(await send({ ...job, queue: 'other' }), 'first', 'queued', 'k:1');
    const lease = await start('held');
    expectHeldBy(await send(job), 'first', 'in_progress', 'k:1');
    expect((await bed.ask('/jobs/second')).status).toBe(404);
    await store.complete([{ ...lease, result: null, resultError: null }]);
    expect((await send({ ...job, id: 'third' })).status).toBe(202);
  });

  it('is shown with the job, in listings and by explain', async () => {
    await send({
      id: 'shown',
      type: 'shown',
      queue: 'shown',
      dedup: { key: 'k:2', until: 'ttl', ttl_ms: 5_000 },
    });
    const dedup = { key: 'k:2', until: 'ttl', ttl_ms: 5_000 };
    expect((await bed.ask('/jobs/shown')).body).toMatchObject({ dedup });
    expect((await bed.ask('/jobs/shown/explain')).body).toMatchObject({ dedup });
    expect((await bed.ask('/jobs?queue=shown')).body).toMatchObject({ jobs: [{ id: 'shown', dedup }] });
    await send({ id: 'plain', queue: 'shown' });
    expect((await bed.ask('/jobs/plain')).body).toMatchObject({ dedup: null });
  });

  it('holds within one bulk too', async () => {
    const job = { type: 'bulk', dedup: { key: 'k:3', until: 'started' } };
    const answer = await bed.ask('/jobs/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        { ...job, id: 'one' },
        { ...job, id: 'two' },
        { ...job, id: 'one' },
      ]),
    });
    expect(answer.body).toMatchObject({
      created: 1,
      duplicate: 2,
      refused: 0,
      results: [
        { index: 0, outcome: 'created', job_id: 'one' },
        { index: 1, outcome: 'duplicate', job_id: 'one', dedup_key: 'k:3' },
        { index: 2, outcome: 'duplicate', job_id: 'one' },
      ],
    });
    expect(answer.text.match(/dedup_key/g)).toHaveLength(1);
  });

  it("is its namespace's own", async () => {
    const body = JSON.stringify({ type: 'ns', dedup: { key: 'k:4' } });
    expect((await bed.post(body)).status).toBe(202);
    expect((await bed.post(body, { 'sluice-namespace': 'dedup-other' })).status).toBe(202);
  });

  it.each([
    ['no key', {}, '/dedup/key'],
    ['an empty key', { key: '' }, '/dedup/key'],
    ['a key that is no text', { key: 7 }, '/dedup/key'],
    ['a key with a space', { key: 'a b' }, '/dedup/key'],
    ['an unknown rule', { key: 'x', until: 'never' }, '/dedup/until'],
    ['ttl without a time', { key: 'x', until: 'ttl' }, '/dedup/ttl_ms'],
    ['no time at all', { key: 'x', ttl_ms: 0 }, '/dedup/ttl_ms'],
    ['an unknown field', { key: 'x', for: 1 }, '/dedup/for'],
    ['a text', 'x', '/dedup'],
    ['null', null, '/dedup'],
  ])('refuses %s by name, and stores nothing', async (_name, dedup, pointer) => {
    const before = (await bed.ask('/metrics')).body['enqueued'];
    expect(await send({ dedup })).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer }] },
    });
    expect((await bed.ask('/metrics')).body['enqueued']).toBe(before);
  });

  it('is part of what makes two jobs the same', async () => {
    const job = { id: 'same', type: 'same', dedup: { key: 'k:5' } };
    expect((await send(job)).status).toBe(202);
    expect((await send(job)).body).not.toHaveProperty('dedup_key');
    expect(await send({ ...job, dedup: { key: 'k:6' } })).toMatchObject({ status: 409 });
    expect((await send({ id: 'free', type: 'same', dedup: { key: 'k:6' } })).status).toBe(202);
  });

  it('S31 makes one job of 100 requests at once over two API processes, and again once it is free', async () => {
    const second = await HttpBed.on(bed.redis);
    try {
      const race = async () => {
        const body = JSON.stringify({ type: 'race', dedup: { key: 'race' } });
        const answers = await Promise.all(
          Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? bed : second).post(body)),
        );
        expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
        const ids = new Set(answers.map((answer) => String(answer.body['job_id'])));
        expect(ids.size).toBe(1);
        return [...ids][0] ?? '';
      };
      const first = await race();
      await store.complete([{ ...(await start('race')), result: null, resultError: null }]);
      expect(await race()).not.toBe(first);
    } finally {
      await second.close();
    }
  });

  it.each(['started', 'finished', 'ttl'])(
    'S32 until %s: never stuck, whatever becomes of its job',
    async (until) => {
      const dedup = { key: `stuck:${until}`, until, ...(until === 'ttl' && { ttl_ms: 600_000 }) };
      const job = (id: string) => ({
        id: `${until}-${id}`,
        type: until,
        max_retries: 0,
        max_lapses: 1,
        dedup,
      });
      const take = async (id: string) => {
        expect({ id, status: (await send(job(id))).status }).toEqual({ id, status: 202 });
      };
      const heldWhile = until === 'ttl';

      await take('cancelled');
      expect((await send(job('x'))).status).toBe(200);
      await bed.ask(`/jobs/${until}-cancelled/cancel`, { method: 'POST' });

      await take('failed');
      const lease = await start(until);
      await store.fail([{ ...lease, error: { code: 'error', message: 'broken' }, retryInMs: null }]);
      if (heldWhile) {
        expectHeldBy(await send(job('x')), lease.id, 'failed', dedup.key);
        await forget(lease.id);
      }

      await take('crashed');
      await start(until, 1);
      await untilTrue(
        async () =>
          (await store.reap(10)).moved > 0 || (await store.states([`${until}-crashed`]))[0] === 'failed',
        20_000,
        () => 'the lease lapsed',
      );
      expect(await store.states([`${until}-crashed`])).toEqual(['failed']);
      if (heldWhile) {
        expectHeldBy(await send(job('x')), `${until}-crashed`, 'failed', dedup.key);
        await forget(`${until}-crashed`);
      }

      await take('completed');
      await store.complete([{ ...(await start(until)), result: null, resultError: null }]);
      if (heldWhile) {
        expectHeldBy(await send(job('x')), `${until}-completed`, 'completed', dedup.key);
        await forget(`${until}-completed`);
      }
      await take('last');
      await bed.ask(`/jobs/${until}-last/cancel`, { method: 'POST' });
      const client = bed.redis.client();
      expect(await client.exists(`sluice:{default}:dedup:${dedup.key}`)).toBe(0);
      await client.quit();
    },
  );

  it('goes by itself after its ttl_ms, by the clock of Redis', async () => {
    const job = {
      type: 'brief',
      delay_ms: 60_000,
      dedup: { key: 'brief', until: 'finished', ttl_ms: 1_000 },
    };
    const began = performance.now();
    expect((await send(job)).status).toBe(202);
    expect((await send(job)).status).toBe(200);
    await untilTrue(
      async () => (await send(job)).status === 202,
      20_000,
      () => 'the key ran out',
    );
    expect(performance.now() - began).toBeGreaterThan(950);
  });
});

/** One outcome of each state is kept: a younger one and the next trim make this one go. */
async function forget(id: string): Promise<void> {
  const state = (await store.states([id]))[0];
  for (const other of ['a', 'b']) {
    await send({ id: `filler-${id}-${other}`, type: 'filler' });
    const lease = await start('filler');
    await (state === 'failed'
      ? store.fail([{ ...lease, error: { code: 'error', message: 'm' }, retryInMs: null }])
      : store.complete([{ ...lease, result: null, resultError: null }]));
  }
  await store.trim(500, false);
  expect(await store.states([id])).toEqual([null]);
}
