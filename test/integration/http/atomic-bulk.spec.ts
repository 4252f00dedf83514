import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start({
    SLUICE_MAX_DEPTH: '600',
    SLUICE_RATE_LIMIT: '1000',
    SLUICE_RATE_BURST: '1000',
  });
});
afterAll(() => bed.stop());

const send = (body: string, type = 'application/json', headers: Record<string, string> = {}) =>
  bed.ask('/jobs/bulk?atomic=true', {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body,
  });
const all = (jobs: readonly unknown[]) => send(JSON.stringify(jobs));
const exists = async (id: string) => (await bed.ask(`/jobs/${id}`)).status === 200;

describe('POST /jobs/bulk?atomic=true', () => {
  it.each([
    ['an array', 'application/json', '[{"id":"a1"},{"id":"a2"},{"id":"a1"}]', 'a'],
    ['lines', 'application/x-ndjson', '{"id":"l1"}\n{"id":"l2"}\n\n{"id":"l1"}\n', 'l'],
  ])('stores all jobs of %s', async (_name, type, body, letter) => {
    expect(await send(body, type)).toMatchObject({
      status: 200,
      body: {
        created: 2,
        duplicate: 1,
        refused: 0,
        results: [
          { index: 0, outcome: 'created', job_id: `${letter}1` },
          { index: 1, outcome: 'created', job_id: `${letter}2` },
          { index: 2, outcome: 'duplicate', job_id: `${letter}1` },
        ],
      },
    });
    expect(await exists(`${letter}2`)).toBe(true);
  });

  it('stores none where one is not valid, and names all that are not', async () => {
    const { status, body } = await all([{ id: 'v1' }, { priority: 'x', tags: 1 }, 7, { id: 'v2', depth: 1 }]);
    expect(status).toBe(422);
    expect((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/1/priority',
      '/1/tags',
      '/2',
      '/3/depth',
    ]);
    expect(await exists('v1')).toBe(false);
  });

  it('stores none where a line is not JSON', async () => {
    const answer = await send('{"id":"j1"}\n{"id":\n', 'application/x-ndjson');
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid', errors: [{ pointer: '/1' }] } });
    expect(await exists('j1')).toBe(false);
  });

  it('stores none where an id belongs to another job', async () => {
    await bed.post('{"id":"taken","payload":1}');
    expect(await all([{ id: 'c1' }, { id: 'taken', payload: 2 }])).toMatchObject({
      status: 409,
      body: { code: 'conflict', index: 1, job_id: 'taken' },
    });
    expect(await exists('c1')).toBe(false);
    expect(await all([{ id: 'c1' }, { id: 'c1', payload: 3 }])).toMatchObject({
      status: 409,
      body: { index: 1, job_id: 'c1' },
    });
    expect(await exists('c1')).toBe(false);
  });

  it('stores none where a queue has no room for all, whatever its overflow says', async () => {
    await bed.ask('/queues/small', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"max_depth":2,"overflow":"drop_oldest"}',
    });
    const jobs = ['f1', 'f2', 'f3'].map((id) => ({ id, queue: 'small' }));
    const refused = await all([{ id: 'f0' }, ...jobs]);
    expect(refused).toMatchObject({ status: 503, body: { code: 'queue_full', index: 3, queue: 'small' } });
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(await exists('f0')).toBe(false);
    expect((await all(jobs.slice(0, 2))).status).toBe(200);
    // Each by itself, it makes room.
    expect((await bed.post('{"id":"f3","queue":"small"}')).status).toBe(202);
  });

  it('stores jobs that depend on each other, and none where one depends on nobody', async () => {
    expect(await all([{ id: 'd2', depends_on: ['d1'] }, { id: 'd1' }])).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/0/depends_on/0' }] },
    });
    expect(await exists('d1')).toBe(false);
    expect((await all([{ id: 'd1' }, { id: 'd2', depends_on: ['d1'] }])).status).toBe(200);
    expect((await bed.ask('/jobs/d2')).body).toMatchObject({ status: 'blocked' });
  });

  it('a held dedup key is a duplicate, no refusal', async () => {
    const dedup = { key: 'atomic' };
    expect((await all([{ id: 'k1', dedup }, { id: 'k2', dedup }, { id: 'k3' }])).body).toMatchObject({
      created: 2,
      duplicate: 1,
      results: [{}, { outcome: 'duplicate', job_id: 'k1', dedup_key: 'atomic' }, {}],
    });
  });

  it('is safe to send again with the same Idempotency-Key', async () => {
    const again = () => send('[{},{"priority":1}]', 'application/json', { 'idempotency-key': 'atomic-1' });
    expect((await again()).body).toMatchObject({ created: 2 });
    expect((await again()).body).toMatchObject({ created: 0, duplicate: 2 });
    expect(
      await send('[{},{"priority":2}]', 'application/json', { 'idempotency-key': 'atomic-1' }),
    ).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused', index: 1 } });
  });

  it('takes 500 jobs and refuses more, and more than 4 MiB', async () => {
    const many = (n: number, payload?: string) =>
      Array.from({ length: n }, (_, i) => ({ id: `m${n}-${i}`, queue: 'many', payload }));
    expect((await all(many(500))).body).toMatchObject({ created: 500 });
    expect(await all(many(501))).toMatchObject({ status: 422, body: { errors: [{ parameter: 'atomic' }] } });
    expect(await exists('m501-0')).toBe(false);
    expect(await all(many(5, 'x'.repeat(900_000)))).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: 'atomic' }] },
    });
    expect(
      await send(
        many(2_000)
          .map((job) => JSON.stringify(job))
          .join('\n'),
        'application/x-ndjson',
      ),
    ).toMatchObject({ status: 422, body: { errors: [{ parameter: 'atomic' }] } });
  });

  it('many at once: each request is whole or not there at all', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        all(Array.from({ length: 30 }, (_job, k) => ({ id: `w${i}-${k}`, queue: 'whole' }))),
      ),
    );
    const stored = answers.filter(({ status }) => status === 200).length;
    const { depth } = (await bed.ask('/queues/whole')).body;
    expect(depth).toBe(stored * 30);
    expect(stored).toBeLessThanOrEqual(20);
    expect(stored).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => ![200, 429, 503].includes(status))).toEqual([]);
  });

  it.each(['atomic=yes', 'atomic=', 'atomic=true&atomic=true', 'all=true'])('refuses ?%s', async (query) => {
    const answer = await bed.ask(`/jobs/bulk?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '[]',
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
  });

  it('takes nothing at all', async () => {
    expect((await all([])).body).toMatchObject({ created: 0, results: [] });
  });
});
