import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { signal } from '../../support/engine-bed';
import { TargetServer } from '../../support/target-server';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

const OLD_SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const NEW_SECRET = `whsec_${randomBytes(32).toString('base64')}`;

let bed: HttpBed;
let target: TargetServer;
/** Nothing may ever connect to it: it listens on an address that the service is not allowed to call. */
let forbidden: TargetServer;
let ids = 0;

beforeAll(async () => {
  bed = await HttpBed.start({
    SLUICE_ROLE: 'all',
    SLUICE_OUTBOUND_ALLOW: '127.0.0.1',
    SLUICE_WEBHOOK_SECRETS: `${NEW_SECRET}, ${OLD_SECRET}`,
  });
});
beforeEach(async () => {
  target = await TargetServer.start();
  forbidden = await TargetServer.start('127.0.0.2');
});
afterEach(async () => {
  expect(forbidden.connections).toBe(0);
  await target.stop();
  await forbidden.stop();
});
afterAll(() => bed.stop());

const enqueue = (payload: unknown, fields: object = {}) =>
  bed.post(JSON.stringify({ type: 'http', payload, backoff: { base_ms: 20, jitter: 0 }, ...fields }));

/** Runs a job to its end. */
async function run(payload: object, fields: object = {}): Promise<Readonly<Record<string, unknown>>> {
  ids += 1;
  const answer = await enqueue(payload, { id: `push-${ids}`, ...fields });
  expect(answer).toMatchObject({ status: 202 });
  return (await bed.ask(`/jobs/${String(answer.body['job_id'])}?wait_ms=15000`)).body;
}

describe('a job of type http', () => {
  it('sends one signed request, and has its answer as the result', async () => {
    target.respond = (_arrival, response) =>
      response
        .writeHead(201, { 'content-type': 'application/json', 'x-request-id': 'r1', 'x-secret': 's' })
        .end('{"made":1}');
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const job = await run(
      { url: target.url('/hook?a=b#c'), headers: { Authorization: 'Bearer t' }, body: { order: 42 } },
      { id: 'order.42', traceparent },
    );
    expect(job).toMatchObject({
      status: 'completed',
      result: {
        status: 201,
        headers: { 'content-type': 'application/json', 'x-request-id': 'r1' },
        body: '{"made":1}',
        body_truncated: false,
      },
    });
    expect(JSON.stringify(job['result'])).not.toContain('x-secret');
    expect(target.arrivals).toHaveLength(1);
    const [arrival] = target.arrivals;
    expect(arrival).toMatchObject({
      method: 'POST',
      path: '/hook?a=b',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer t',
        'user-agent': expect.stringMatching(/^Sluice\/\d/) as string,
        'sluice-job-id': 'order.42',
        'sluice-attempt': '1',
        'webhook-id': 'order%2E42',
        traceparent,
      },
    });
    const headers = arrival?.headers as Record<string, string>;
    for (const secret of [OLD_SECRET, NEW_SECRET]) {
      expect(new Webhook(secret).verify(String(arrival?.body), headers)).toEqual({ order: 42 });
    }
  });

  it('sends numbers that a double cannot hold, texts as they are, and no body where there is none', async () => {
    await bed.post(
      `{"id":"digits","type":"http","payload":{"url":"${target.url()}","body":{"n":9007199254740993}}}`,
    );
    expect((await bed.ask('/jobs/digits?wait_ms=15000')).body).toMatchObject({ status: 'completed' });
    await run({ url: target.url(), method: 'PUT', body: 'a\r\nb', headers: { 'content-type': 'text/csv' } });
    await run({ url: target.url(), method: 'GET' });
    await run({ url: target.url(), body: [] });
    expect(target.arrivals.map(({ body }) => String(body))).toEqual([
      '{"n":9007199254740993}',
      'a\r\nb',
      '',
      '[]',
    ]);
    expect(target.arrivals.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      'text/csv',
      undefined,
      'application/json',
    ]);
  });

  it('is retried while the target answers 500, under the same id at a fresh time', async () => {
    target.respond = (_arrival, response) =>
      response.writeHead(target.arrivals.length <= 3 ? 500 : 200).end('overloaded');
    const job = await run({ url: target.url(), body: {} });
    expect(job).toMatchObject({ status: 'completed', attempt_count: 4, retries: 3 });
    expect(job['attempts']).toMatchObject([
      ...Array.from({ length: 3 }, () => ({ outcome: 'failed', error_code: 'http_500' })),
      { outcome: 'completed', error_code: null },
    ]);
    const seen = target.arrivals.map(({ headers }) => [headers['webhook-id'], headers['sluice-attempt']]);
    const id = String(job['id']);
    expect(seen).toEqual([1, 2, 3, 4].map((attempt) => [id, String(attempt)]));
    for (const { headers, body } of target.arrivals) {
      new Webhook(NEW_SECRET).verify(String(body), headers as Record<string, string>);
    }
  });

  it.each([408, 429, 500, 502, 503, 599])('is retried after %i', async (status) => {
    target.respond = (_arrival, response) =>
      response.writeHead(target.arrivals.length === 1 ? status : 204).end();
    expect(await run({ url: target.url() })).toMatchObject({ status: 'completed', retries: 1 });
  });

  it.each([300, 301, 302, 304, 307, 308, 400, 401, 404, 409, 410, 418, 422])(
    'fails at once after %i',
    async (status) => {
      target.respond = (_arrival, response) =>
        response.writeHead(status, { location: forbidden.url('/', '127.0.0.2') }).end();
      expect(await run({ url: target.url() })).toMatchObject({
        status: 'failed',
        retries: 0,
        error: { code: `http_${status}` },
      });
      expect(target.arrivals).toHaveLength(1);
    },
  );

  it('takes the statuses that it was told for success, and no other', async () => {
    target.respond = ({ path }, response) => response.writeHead(Number(path.slice(1))).end();
    const success_statuses = [200, 404, 500];
    for (const status of success_statuses) {
      const job = await run({ url: target.url(`/${status}`), success_statuses });
      expect(job).toMatchObject({ status: 'completed', retries: 0, result: { status } });
    }
    expect(await run({ url: target.url('/204'), success_statuses })).toMatchObject({
      status: 'failed',
      error: { code: 'http_204' },
    });
  });

  it('waits as long as the target asks, where that is longer than its backoff', async () => {
    const times: number[] = [];
    target.respond = (_arrival, response) => {
      times.push(performance.now());
      response.writeHead(times.length === 1 ? 503 : 200, { 'retry-after': '1' }).end();
    };
    expect(await run({ url: target.url() })).toMatchObject({ status: 'completed', retries: 1 });
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
  });

  it('waits at least its backoff, though the target would take it at once', async () => {
    const times: number[] = [];
    target.respond = (_arrival, response) => {
      times.push(performance.now());
      response.writeHead(times.length === 1 ? 429 : 200, { 'retry-after': '0' }).end();
    };
    await run({ url: target.url() }, { backoff: { base_ms: 500, jitter: 0 } });
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(490);
  });

  it('waits no longer than an hour', async () => {
    target.respond = (_arrival, response) =>
      response.writeHead(503, { 'retry-after': 'Fri, 25 Nov 2050 12:00:00 GMT' }).end();
    const { body } = await enqueue({ url: target.url() }, { id: 'patient' });
    expect(body).toMatchObject({ outcome: 'created' });
    const began = Date.now();
    let job = (await bed.ask('/jobs/patient')).body;
    while (job['status'] !== 'scheduled') {
      job = (await bed.ask('/jobs/patient?wait_ms=20')).body;
    }
    const due = Date.parse(String(job['due_at'])) - began;
    expect(due).toBeGreaterThan(3_500_000);
    expect(due).toBeLessThan(3_610_000);
    expect(job).toMatchObject({ error: { code: 'http_503' } });
    await bed.ask('/jobs/patient/cancel', { method: 'POST' });
  });

  it('is retried when the target hangs, with its deadline as the reason', async () => {
    target.respond = (_arrival, response) => (target.arrivals.length === 1 ? undefined : void response.end());
    const job = await run({ url: target.url(), timeout_ms: 200 });
    expect(job).toMatchObject({ status: 'completed', attempts: [{ error_code: 'http_timeout' }, {}] });
  });

  it('is retried when the connection breaks', async () => {
    target.respond = (_arrival, response, socket) =>
      target.arrivals.length === 1 ? void socket.resetAndDestroy() : void response.end();
    expect(await run({ url: target.url() })).toMatchObject({
      status: 'completed',
      attempts: [{ error_code: 'http_unreachable' }, {}],
    });
  });

  it('keeps 64 KiB of a flood', async () => {
    target.respond = (_arrival, response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
        response.once('drain', pour);
      };
      pour();
    };
    const job = await run({ url: target.url() });
    expect(job).toMatchObject({ status: 'completed', result: { body_truncated: true } });
    expect((job['result'] as { body: string }).body).toBe('x'.repeat(65_536));
  });

  it('ends its request when it is cancelled', async () => {
    target.respond = () => void bed.ask('/jobs/cancelled/cancel', { method: 'POST' });
    const job = await run({ url: target.url() }, { id: 'cancelled' });
    expect(job).toMatchObject({ status: 'cancelled' });
    expect(target.arrivals).toHaveLength(1);
  });
});

describe('a group for each target', () => {
  it('leaves slots to the others while one target hangs', async () => {
    const hanging = await TargetServer.start();
    const held: (() => void)[] = [];
    try {
      hanging.respond = (_arrival, response) => void held.push(() => response.end());
      const patched = await bed.ask('/queues/webhooks', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: '{"group_concurrency":2,"group_order":"loose"}',
      });
      expect(patched.status).toBe(200);
      const job = (id: string, url: string, group: string) => ({
        id,
        type: 'http',
        queue: 'webhooks',
        group,
        payload: { url },
      });
      const jobs = [
        ...Array.from({ length: 30 }, (_, n) => job(`hang-${n}`, hanging.url(), 'hanging')),
        ...Array.from({ length: 30 }, (_, n) => job(`quick-${n}`, target.url(), 'quick')),
      ];
      const body = jobs.map((line) => JSON.stringify(line)).join('\n');
      const headers = { 'content-type': 'application/x-ndjson' };
      await bed.ask('/jobs/bulk', { method: 'POST', headers, body });
      for (let n = 0; n < 30; n++) {
        expect((await bed.ask(`/jobs/quick-${n}?wait_ms=15000`)).body).toMatchObject({ status: 'completed' });
      }
      await untilTrue(
        () => held.length >= 2,
        20_000,
        () => 'the group has its two',
      );
      expect(hanging.arrivals).toHaveLength(2);
    } finally {
      hanging.respond = (_arrival, response) => void response.end();
      held.forEach((release) => release());
      await bed.ask('/jobs/hang-29?wait_ms=15000');
      await hanging.stop();
    }
  });
});

describe('a drain', () => {
  it('hands back a job whose target is slow, at no cost to it', async () => {
    const env = { SLUICE_ROLE: 'all', SLUICE_OUTBOUND_ALLOW: '127.0.0.1', SLUICE_SHUTDOWN_GRACE_MS: '50' };
    const other = await HttpBed.start(env);
    try {
      const arrived = signal();
      target.respond = () => arrived.fire();
      await other.post(JSON.stringify({ id: 'slow', type: 'http', payload: { url: target.url() } }));
      await arrived.fired;
      await other.close();
      await untilTrue(
        () => target.open === 0,
        20_000,
        () => 'the connection is closed',
      );
      const api = await HttpBed.on(other.redis, { SLUICE_OUTBOUND_ALLOW: '127.0.0.1' });
      expect((await api.ask('/jobs/slow')).body).toMatchObject({
        status: 'queued',
        attempt_count: 0,
        attempts: [],
      });
      await api.close();
    } finally {
      await other.stop();
    }
  });
});

describe('an enqueue of type http', () => {
  it('is refused with every bad field named, and stores nothing', async () => {
    const answer = await enqueue(
      { url: forbidden.url('/', '127.2'), method: 'post', headers: { Host: 'x' }, timeout_ms: 0, extra: 1 },
      { id: 'bad' },
    );
    expect(answer).toMatchObject({
      status: 422,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: { code: 'invalid' },
    });
    const errors = answer.body['errors'] as { pointer: string }[];
    expect(errors.map(({ pointer }) => pointer)).toEqual([
      '/payload/url',
      '/payload/method',
      '/payload/headers/Host',
      '/payload/timeout_ms',
      '/payload/extra',
    ]);
    expect((await bed.ask('/jobs/bad')).status).toBe(404);
  });

  it.each(['null', '"x"', '[]', '{}', undefined])('is refused with the payload %s', async (payload) => {
    const answer = await bed.post(
      payload === undefined ? '{"type":"http"}' : `{"type":"http","payload":${payload}}`,
    );
    expect(answer.status).toBe(422);
    expect((answer.body['errors'] as { pointer: string }[])[0]?.pointer).toMatch(/^\/payload(\/url)?$/);
  });

  it('is refused for its line of a bulk, and for no other', async () => {
    const lines = [{ type: 'http', payload: { url: 'http://169.254.169.254/' } }, { id: 'bulk-good' }];
    const answer = await bed.ask('/jobs/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        created: 1,
        refused: 1,
        results: [{ outcome: 'invalid', problem: { errors: [{ pointer: '/0/payload/url' }] } }, {}],
      },
    });
  });

  it('is refused as the job of a schedule, too', async () => {
    const answer = await bed.ask('/schedules/hooks', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ every_ms: 60_000, job: { type: 'http', payload: { url: 'http://[::1]/' } } }),
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/job/payload/url' }] } });
    expect((await bed.ask('/schedules/hooks')).status).toBe(404);
  });

  it('is refused in a process that only takes jobs, too', async () => {
    const api = await HttpBed.on(bed.redis);
    const answer = await api.post(JSON.stringify({ type: 'http', payload: { url: target.url() } }));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/payload/url' }] } });
    await api.close();
  });
});
