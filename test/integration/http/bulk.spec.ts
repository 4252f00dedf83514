import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { EventHub } from '../../../src/core/events';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

const MAX_PAYLOAD = 100_000;
const NDJSON = 'application/x-ndjson';

interface Result {
  readonly index: number;
  readonly outcome: string;
  readonly job_id?: string;
  readonly status?: string;
  readonly queue?: string;
  readonly problem?: Readonly<Record<string, unknown>>;
}

let bed: HttpBed;

beforeEach(async () => {
  bed = await HttpBed.start({ SLUICE_MAX_PAYLOAD_BYTES: String(MAX_PAYLOAD) });
});
afterEach(() => bed.stop());

const bulk = (
  body: string | Buffer,
  type = NDJSON,
  headers: Readonly<Record<string, string>> = {},
  on: HttpBed = bed,
) => on.ask('/jobs/bulk', { method: 'POST', headers: { 'content-type': type, ...headers }, body });

const resultsOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }) =>
  body['results'] as readonly Result[];
const outcomes = (answer: { readonly body: Readonly<Record<string, unknown>> }) =>
  resultsOf(answer).map(({ outcome }) => outcome);
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i));
const count = async (field: string) => (await bed.ask('/metrics')).body[field];

/** A bulk whose bytes the test sends as it likes. */
function open(headers: Readonly<Record<string, string>> = {}): {
  readonly call: ClientRequest;
  readonly answer: Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
} {
  const call = request({
    port: bed.port,
    host: '127.0.0.1',
    path: '/jobs/bulk',
    method: 'POST',
    headers: { 'content-type': NDJSON, ...headers },
    agent: false,
  });
  const answer = once(call, 'response').then(async ([value]) => {
    const response = value as IncomingMessage;
    const body = JSON.parse(await text(response)) as Record<string, unknown>;
    return { status: response.statusCode ?? 0, body };
  });
  answer.catch(() => undefined);
  call.on('error', () => undefined);
  call.flushHeaders();
  return { call, answer };
}

const stored = (id: string) =>
  untilTrue(
    async () => (await bed.ask(`/jobs/${id}`)).status === 200,
    20_000,
    () => `the job ${id} was not stored`,
  );

const BAD_BESIDE_GOOD = [
  '{"id":"a"}',
  '{"id":"b","priority":101,"nope":1}',
  '[]',
  '{"id":"a"}',
  '{"id":"a","payload":1}',
  `{"payload":"${'x'.repeat(MAX_PAYLOAD)}"}`,
  '{"id":9007199254740993}',
  '{"id":"c","payload":{"s":"],[\\"","n":12345678901234567890}}',
];

describe.each<[string, string, (jobs: readonly string[]) => string]>([
  ['an array', 'application/json', (jobs) => `[${jobs.join(',')}]`],
  ['NDJSON', NDJSON, (jobs) => jobs.join('\n')],
])('a bulk in %s', (_name, type, join) => {
  it('answers for each job in order, and bad ones do not keep the others out', async () => {
    const answer = await bulk(join(BAD_BESIDE_GOOD), type);
    expect(answer).toMatchObject({ status: 200, body: { created: 2, duplicate: 1, refused: 5 } });
    expect(outcomes(answer)).toEqual([
      'created',
      'invalid',
      'invalid',
      'duplicate',
      'conflict',
      'too_large',
      'invalid',
      'created',
    ]);
    const results = resultsOf(answer);
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(results[0]).toEqual({
      index: 0,
      outcome: 'created',
      job_id: 'a',
      status: 'queued',
      queue: 'default',
    });
    expect(results[1]?.problem).toMatchObject({
      type: 'urn:sluice:problem:invalid',
      status: 422,
      errors: [{ pointer: '/1/priority' }, { pointer: '/1/nope' }],
    });
    expect(results[4]?.problem).toMatchObject({ status: 409, job_id: 'a', job_status: 'queued' });
    expect((await bed.ask('/jobs/c')).text).toContain('"payload":{"s":"],[\\"","n":12345678901234567890}');
    expect((await bed.ask('/jobs/b')).status).toBe(404);
  });

  it('takes 10,000 jobs and tells of each, as single ones are told of', async () => {
    const told: string[] = [];
    bed.app.get(EventHub).on('enqueued', ({ id }) => told.push(id));
    const answer = await bulk(join(lines(10_000, (i) => `{"id":"j${i}","queue":"q${i % 3}"}`)), type);
    expect(answer).toMatchObject({ status: 200, body: { created: 10_000, duplicate: 0, refused: 0 } });
    const ids = lines(10_000, (i) => `j${i}`);
    expect(resultsOf(answer).map((result) => result.job_id)).toEqual(ids);
    expect(told).toEqual(ids);
    expect(await count('queue_depth')).toBe(10_000);
  });

  it('takes none, and gzip', async () => {
    expect(await bulk(join([]), type)).toMatchObject({ status: 200, body: { created: 0, results: [] } });
    const zipped = gzipSync(join(lines(2_000, () => '{}')));
    expect(await bulk(zipped, type, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 200,
      body: { created: 2_000 },
    });
    expect((await bulk(zipped, type, { 'content-encoding': 'br' })).status).toBe(415);
  });

  it('knows the jobs again by an Idempotency-Key and their places', async () => {
    const key = { 'idempotency-key': 'import-7' };
    const first = await bulk(join(['{"payload":1}', '{"payload":1}']), type, key);
    const again = await bulk(
      join(['{"payload":1}', '{"payload":2}', '{"payload":3}', '{"id":"own"}']),
      type,
      key,
    );
    expect(outcomes(first)).toEqual(['created', 'created']);
    expect(outcomes(again)).toEqual(['duplicate', 'idempotency_key_reused', 'created', 'invalid']);
    expect(resultsOf(again)[0]?.job_id).toBe(resultsOf(first)[0]?.job_id);
    expect(resultsOf(again)[3]?.problem).toMatchObject({ errors: [{ pointer: '/3/id' }] });
    const single = await bed.post('{"payload":1}', key);
    expect(single.body['outcome']).toBe('created'); // another request, another job
  });

  it('says 429 and 503 only where all were refused for that reason', async () => {
    const small = await HttpBed.on(bed.redis, { SLUICE_MAX_DEPTH: '3', SLUICE_RATE_BURST: '5' });
    try {
      const inNamespace = (name: string) => ({ 'sluice-namespace': name });
      const some = await bulk(join(lines(5, () => '{}')), type, inNamespace('n'), small);
      expect(some.status).toBe(200);
      expect(outcomes(some)).toEqual(['created', 'created', 'created', 'queue_full', 'queue_full']);
      const { queue, retry_after_s: seconds } = resultsOf(some)[4]?.problem ?? {};
      expect([queue, Number.isInteger(seconds)]).toEqual(['default', true]);
      const none = await bulk(join(['{}', '{}']), type, inNamespace('n'), small);
      expect(none).toMatchObject({ status: 503, body: { code: 'queue_full', created: 0, refused: 2 } });
      expect(none.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      const mixed = await bulk(join(['{}', '{"priority":"x"}']), type, inNamespace('n'), small);
      expect(mixed.status).toBe(200);
      expect(outcomes(mixed)).toEqual(['queue_full', 'invalid']);
    } finally {
      await small.close();
    }
  });

  it('charges each job to the rate', async () => {
    const limited = await HttpBed.on(bed.redis, { SLUICE_RATE_LIMIT: '1', SLUICE_RATE_BURST: '600' });
    try {
      const answer = await bulk(join(lines(700, () => '{}')), type, {}, limited);
      expect(answer.status).toBe(200);
      const created = outcomes(answer).indexOf('rate_limited');
      expect(created).toBeGreaterThanOrEqual(600);
      expect(created).toBeLessThan(650);
      const after = await bulk(join(lines(300, () => '{}')), type, {}, limited);
      expect([200, 429]).toContain(after.status); // a second may have brought one more
      expect(Number(after.body['created'])).toBeLessThan(50);
    } finally {
      await limited.close();
    }
  });

  it('refuses all while it drains', async () => {
    bed.app.get(Lifecycle).enter('draining');
    const answer = await bulk(join(['{"id":"late"}']), type);
    expect(answer).toMatchObject({ status: 503, body: { code: 'draining' } });
    expect((await bed.ask('/jobs/late')).status).toBe(404);
  });

  it('says for each job that the store did not answer', async () => {
    await bed.redis.stop();
    const answer = await bulk(join(['{}', '{"priority":"x"}']), type);
    expect(answer.status).toBe(200);
    expect(outcomes(answer)).toEqual(['store_unavailable', 'invalid']);
    expect(await bulk(join(['{}', '{}']), type)).toMatchObject({
      status: 503,
      body: { code: 'store_unavailable', created: 0, refused: 2 },
    });
  });
});

describe('an array', () => {
  it.each<[string, string, number, string]>([
    ['broken', '[{"id":"x1"},{"id":}]', 400, 'malformed'],
    ['cut', '[{"id":"x1"},', 400, 'malformed'],
    ['no array', '{"id":"x1"}', 422, 'invalid'],
    ['too long', `[{"id":"x1"}${',{}'.repeat(10_000)}]`, 413, 'too_large'],
    ['too large', `[{"id":"x1"}${' '.repeat(17_000_000)}]`, 413, 'too_large'],
  ])('that is %s is refused whole', async (_name, body, status, code) => {
    expect(await bulk(body, 'application/json')).toMatchObject({ status, body: { code } });
    expect(await count('enqueued')).toBe(0);
  });

  it('may hold anything, however deep, and is never a 500', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const answer = await bulk(`[null, "x" ,1,[{}, {}],${deep},{"payload":[1,2]} ]`, 'application/json');
    expect(outcomes(answer)).toEqual(['invalid', 'invalid', 'invalid', 'invalid', 'malformed', 'created']);
  });
});

describe('NDJSON', () => {
  it('answers a malformed line in its place, and leaves blank ones out', async () => {
    const body = Buffer.concat([
      Buffer.from('{"id":"a"}\r\n\n  \n{"id":\n'),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from(`"${'x'.repeat(MAX_PAYLOAD + 200_000)}"\n{"id":"z","payload":"é"}\n\n`),
    ]);
    const answer = await bulk(body);
    expect(outcomes(answer)).toEqual(['created', 'malformed', 'malformed', 'too_large', 'created']);
    expect((await bed.ask('/jobs/z')).body['payload']).toBe('é');
  });

  it('takes the first 10,000 and refuses the rest with one result', async () => {
    // Far more than what is read ahead: the sender must get its answer all the same.
    const answer = await bulk(
      lines(10_000, () => '{}').join('\n') + `\n${'{"payload":"late"}\n'.repeat(300_000)}`,
    );
    expect(answer).toMatchObject({ status: 200, body: { created: 10_000, refused: 1 } });
    expect(resultsOf(answer)).toHaveLength(10_001);
    expect(resultsOf(answer)[10_000]).toMatchObject({ index: 10_000, outcome: 'too_large' });
    expect(await count('enqueued')).toBe(10_000);
  });

  it('stores lines while others are still to come', async () => {
    const { call, answer } = open();
    call.write('{"id":"early"}\n{"id":"sp');
    await stored('early');
    expect((await bed.ask('/jobs/split')).status).toBe(404);
    call.end('lit"}');
    expect(await answer).toMatchObject({ status: 200, body: { created: 2 } });
    await stored('split');
  });

  it('keeps what was stored before a drain, and refuses what comes after', async () => {
    const { call, answer } = open();
    call.write('{"id":"before"}\n');
    await stored('before');
    bed.app.get(Lifecycle).enter('draining');
    call.end('{"id":"after"}\n');
    const { status, body } = await answer;
    expect(status).toBe(200);
    expect(outcomes({ body })).toEqual(['created', 'draining']);
    expect((await bed.ask('/jobs/after')).status).toBe(404);
  });

  it('stays true about what was stored when the store is lost on the way', async () => {
    const { call, answer } = open();
    call.write('{"id":"before"}\n');
    await stored('before');
    await bed.redis.stop();
    call.end(lines(2_000, () => '{}').join('\n'));
    const { status, body } = await answer;
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 1, refused: 2_000 });
    expect(new Set(outcomes({ body }).slice(1))).toEqual(new Set(['store_unavailable']));
  });

  it('of a sender that leaves takes no half line, and serves the next', async () => {
    const { call } = open();
    call.write('{"id":"whole"}\n{"id":"half"}');
    await stored('whole');
    call.destroy();
    expect(await bulk('{"id":"next"}')).toMatchObject({ status: 200, body: { created: 1 } });
    expect((await bed.ask('/jobs/half')).status).toBe(404);
  });

  it('answers bytes that are not gzip where they begin', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const nothing = await bulk(Buffer.from('{}\n{}\n'), NDJSON, gzip);
    expect(nothing).toMatchObject({ status: 400, body: { code: 'malformed' } });
    const zipped = gzipSync(lines(50_000, (i) => `{"payload":${i * 7919}}`).join('\n'));
    const half = await bulk(zipped.subarray(0, 20_000), NDJSON, gzip);
    expect(half).toMatchObject({ status: 200, body: { refused: 1 } });
    expect(outcomes(half).at(-1)).toBe('malformed');
    expect(half.body['created']).toBe(resultsOf(half).length - 1);
    expect(await count('enqueued')).toBe(half.body['created']);
  });

  it.each([
    ['one endless line', 0x78],
    ['blank lines', 0x0a],
  ])('stops a gzip bomb of %s', async (_name, byte) => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, byte));
    const answer = await bulk(bomb, NDJSON, { 'content-encoding': 'gzip' });
    expect(outcomes(answer)).toEqual(['too_large']);
  });
});

describe('POST /jobs/bulk', () => {
  it('S44 takes exactly as many jobs as fit, from many bulks at once over two replicas', async () => {
    const limit = { SLUICE_MAX_DEPTH: '1500' };
    const replicas = [await HttpBed.on(bed.redis, limit), await HttpBed.on(bed.redis, limit)] as const;
    try {
      const body = lines(700, () => '{}').join('\n');
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => bulk(body, NDJSON, {}, replicas[i % 2 === 0 ? 0 : 1])),
      );
      const created = answers.map((answer) => Number(answer.body['created']));
      expect(created.reduce((sum, some) => sum + some, 0)).toBe(1_500);
      expect(await count('queue_depth')).toBe(1_500);
      const refused = answers.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every(({ headers }) => /^[1-9]\d*$/.test(String(headers['retry-after'])))).toBe(true);
      expect(created.every((some, i) => (some === 0) === (answers[i]?.status === 503))).toBe(true);
    } finally {
      await Promise.all(replicas.map((replica) => replica.close()));
    }
  });

  it('S31 stores each line once when the same bulk with a key is sent 10 times at once', async () => {
    const second = await HttpBed.on(bed.redis);
    try {
      const body = lines(600, (i) => `{"payload":${i}}`).join('\n');
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          bulk(body, NDJSON, { 'idempotency-key': 'nightly' }, i % 2 === 0 ? bed : second),
        ),
      );
      const ids = answers.map((answer) => resultsOf(answer).map((result) => result.job_id));
      expect(ids.every((list) => JSON.stringify(list) === JSON.stringify(ids[0]))).toBe(true);
      expect(new Set(ids[0]).size).toBe(600);
      expect(await count('enqueued')).toBe(600);
    } finally {
      await second.close();
    }
  });

  it('refuses what it does not know, instead of doing half of it', async () => {
    expect(
      await bed.ask('/jobs/bulk?dry_run=true', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '[{}]',
      }),
    ).toMatchObject({ status: 422, body: { errors: [{ parameter: 'dry_run' }] } });
    expect((await bulk('{}', 'text/plain')).status).toBe(415);
    expect(await count('enqueued')).toBe(0);
  });

  it('leaves the id bulk to jobs', async () => {
    expect((await bed.ask('/jobs/bulk')).status).toBe(404);
    await bed.post('{"id":"bulk"}');
    expect((await bed.ask('/jobs/bulk')).body['id']).toBe('bulk');
    expect((await bed.ask('/jobs/bulk', { method: 'PUT' })).headers['allow']).toBe('POST, GET, PATCH, HEAD');
  });
});
