import { JOB_STORES } from '../../../src/persistence/persistence.module';
import type { JobStores } from '../../../src/core/job-store';
import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start();
});
afterAll(() => bed.stop());

const send = (key: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  bed.post(body, { 'idempotency-key': key, ...headers });

describe('Idempotency-Key', () => {
  it('gives the job already made for the same key and body, and says so', async () => {
    const first = await send('order-1', '{"payload":{"a":1}}');
    expect(first).toMatchObject({ status: 202, body: { outcome: 'created' } });
    const again = await send('order-1', '{ "priority": 0, "payload": {"a": 1} }');
    expect(again).toMatchObject({
      status: 200,
      body: { outcome: 'duplicate', job_id: first.body['job_id'], status: 'queued', queue: 'default' },
    });
    expect(again.headers['location']).toBe(first.headers['location']);
    expect((await bed.ask(String(first.headers['location']))).status).toBe(200);
  });

  it('knows the job also after its end', async () => {
    const { body } = await send('done', '{"type":"quick"}');
    const store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
    const { jobs } = await store.claim({
      nonce: 'testwrkr000001',
      lane: 0,
      types: ['quick'],
      queues: '*',
      max: 1,
      leaseMs: 60_000,
    });
    const [job] = jobs;
    expect(job?.id).toBe(body['job_id']);
    await store.complete([
      { id: String(job?.id), token: String(job?.token), result: null, resultError: null },
    ]);
    expect(await send('done', '{"type":"quick"}')).toMatchObject({
      status: 200,
      body: { outcome: 'duplicate', job_id: body['job_id'], status: 'completed' },
    });
  });

  it('answers another body with 422 and the job that has the key', async () => {
    const { body } = await send('mine', '{"payload":1}');
    const other = await send('mine', '{"payload":2}');
    expect(other).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused', job_id: body['job_id'], job_status: 'queued' },
    });
    expect((await bed.ask(`/jobs/${String(body['job_id'])}`)).body['payload']).toBe(1);
  });

  it('is not spent on a body that was not valid', async () => {
    expect((await send('typo', '{"priorty":1}')).status).toBe(422);
    expect((await send('typo', '{"priority":1}')).status).toBe(202);
  });

  it('takes the quoted and the bare form for the same key, and keeps others apart', async () => {
    const ids = await Promise.all(
      ['abc', '"abc"', ' abc ', 'abC', '"a c"', '"a\\"c"', '"a\\\\c"'].map(async (key) =>
        String((await send(key, '{}')).body['job_id']),
      ),
    );
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(ids).size).toBe(5);
  });

  it("is its namespace's own", async () => {
    expect((await send('shared', '{"payload":1}')).status).toBe(202);
    expect((await send('shared', '{"payload":2}', { 'sluice-namespace': 'other' })).status).toBe(202);
  });

  it('takes 255 characters', async () => {
    expect((await send('k'.repeat(255), '{}')).status).toBe(202);
  });

  it.each([
    ['empty', ''],
    ['empty quotes', '""'],
    ['too long', 'k'.repeat(256)],
    ['a space', 'a c'],
    ['open quotes', '"abc'],
    ['a quote inside', 'a"c'],
    ['a bad escape', '"a\\bc"'],
    ['two keys', 'a, b'],
    ['a parameter', '"a";b=1'],
    ['not ASCII', 'caf\u00e9'],
  ])('refuses %s by name, and stores nothing', async (_name, key) => {
    const before = (await bed.ask('/metrics')).body['enqueued'];
    expect(await send(key, '{}')).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ header: 'Idempotency-Key' }] },
    });
    expect((await bed.ask('/metrics')).body['enqueued']).toBe(before);
  });

  it('does not go together with an id', async () => {
    expect(await send('with-id', '{"id":"own"}')).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer: '/id' }] },
    });
    expect((await bed.ask('/jobs/own')).status).toBe(404);
  });

  it('S31 makes one job of 100 requests at once over two API processes', async () => {
    const second = await HttpBed.on(bed.redis);
    try {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          (i % 2 === 0 ? bed : second).post('{"queue":"once"}', { 'idempotency-key': 'stampede' }),
        ),
      );
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
      expect(new Set(answers.map(({ body }) => body['job_id'])).size).toBe(1);
      expect((await bed.ask('/jobs?queue=once')).body['jobs']).toHaveLength(1);
    } finally {
      await second.close();
    }
  });
});
