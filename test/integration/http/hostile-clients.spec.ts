import { untilTrue } from '../../support/until';
import { HttpBed, type Answer } from './http-bed';
import { problemIn, RawClient } from './raw-client';

const REQUEST_TIMEOUT_MS = 4_000;
const MAX_CONNECTIONS = 30;
const MAX_BODIES = 1_000_000;
const PATIENCE_MS = 40_000;

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start({
    SLUICE_REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
    SLUICE_MAX_CONNECTIONS: String(MAX_CONNECTIONS),
    SLUICE_MAX_BODIES_BYTES: String(MAX_BODIES),
    SLUICE_MAX_PAYLOAD_BYTES: '400000',
  });
});
afterAll(() => bed.stop());

const post = (more: string) =>
  `POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${more}`;
const queued = async () => (await bed.ask('/metrics')).body['queue_depth'];

describe('heads of requests', () => {
  const get = (headers: string) => `GET /metrics HTTP/1.1\r\n${headers}\r\n`;

  it.each([
    ['no Host', get('Connection: close\r\n'), 400, 'malformed'],
    ['two Hosts', get('Host: localhost\r\nHost: y\r\n'), 400, 'malformed'],
    ['201 headers', get(`Host: localhost\r\n${'A: b\r\n'.repeat(200)}`), 413, 'too_large'],
    ['3,000 headers', get(`Host: localhost\r\n${'A:\r\n'.repeat(3_000)}`), 413, 'too_large'],
    [
      'an address of 10,000',
      `GET /${'a'.repeat(10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      413,
      'too_large',
    ],
    [
      'an address of 20,000',
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      413,
      'too_large',
    ],
    [
      'two keys',
      post('Idempotency-Key: "a"\r\nIdempotency-Key: "b"\r\nContent-Length: 2\r\n\r\n{}'),
      400,
      'malformed',
    ],
    [
      'two namespaces',
      get('Host: localhost\r\nSluice-Namespace: a\r\nsluice-namespace: b\r\n'),
      400,
      'malformed',
    ],
    ['another Expect', post('Expect: a-pony\r\nContent-Length: 2\r\n\r\n{}'), 400, 'malformed'],
    [
      'a length and chunks',
      post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}'),
      400,
      'malformed',
    ],
    ['a line folded', get('Host: localhost\r\nA: b\r\n c: d\r\n'), 400, 'malformed'],
    ['a NUL', get('Host: localhost\r\nA: b\0c\r\n'), 400, 'malformed'],
    ['a length below zero', post('Content-Length: -1\r\n\r\n'), 400, 'malformed'],
    ['a chunk that is none', post('Transfer-Encoding: chunked\r\n\r\nzz\r\n'), 400, 'malformed'],
  ])('%s: a problem, and the connection is closed', async (_name, bytes, status, code) => {
    const before = await queued();
    const text = await RawClient.ask(bed.port, bytes);
    expect(text.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(problemIn(text)).toMatchObject({ status, code });
    expect(await queued()).toBe(before);
  });

  it('HTTP/1.0 needs no Host', async () => {
    const text = await RawClient.ask(bed.port, 'GET /health/live HTTP/1.0\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('garbage behind a request that was refused for good gets no second answer', async () => {
    const text = await RawClient.ask(
      bed.port,
      post('Sec-Fetch-Site: cross-site\r\nContent-Length: 1\r\n\r\n{garbage\r\n\r\n'),
    );
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403']);
  });

  it('garbage behind a request that waits is never taken for its answer', async () => {
    const client = await RawClient.connect(bed.port);
    client.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.answered();
    client.write('garbage\r\n\r\n');
    expect(await client.closed()).not.toContain('HTTP/1.1 400');
  });
});

describe('slow clients', () => {
  const BULK = 'POST /jobs/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n';
  const BEGINNINGS = {
    head: 'POST /jobs HTTP/1.1\r\nHost: localhost\r\n',
    body: post('Content-Length: 100\r\n\r\n{'),
    chunks: post('Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'),
    lines: `${BULK}Content-Length: 9\r\n\r\n{`,
  };

  it('that do not finish are told so and cut off; one that waits for its answer is not slow', async () => {
    await bed.post('{"id":"later","delay_ms":600000}');
    const waiting = bed.ask(`/jobs/later?wait_ms=${REQUEST_TIMEOUT_MS + 2_000}`);
    const dripping = await RawClient.connect(bed.port);
    dripping.write(post('Content-Length: 1000\r\n\r\n'));
    const drip = setInterval(() => dripping.write(' '), 200);
    const begun = Object.entries(BEGINNINGS).map(
      async ([what, bytes]) => [what, await RawClient.ask(bed.port, bytes)] as const,
    );
    const answers = await Promise.all([...begun, dripping.closed().then((text) => ['drip', text] as const)]);
    clearInterval(drip);
    for (const [what, text] of answers) {
      expect({ what, ...problemIn(text) }).toMatchObject({ what, status: 408, code: 'request_timeout' });
    }
    const { status, body } = await waiting;
    expect({ status, state: body['status'] }).toEqual({ status: 200, state: 'scheduled' });
  });
});

describe('many clients', () => {
  it('beyond the limit of bytes on their way in there is a 503, and nothing is stored', async () => {
    const begun = `{"payload":"${'x'.repeat(330_000)}`;
    let clients: RawClient[] = [];
    const hold = async () => {
      clients.forEach((client) => client.destroy());
      clients = await Promise.all([1, 2, 3].map(() => RawClient.connect(bed.port)));
      clients.forEach((client) => client.write(post(`Content-Length: 400000\r\n\r\n${begun}`)));
    };
    const job = JSON.stringify({ id: 'no-room', payload: 'x'.repeat(200_000) });
    const lines = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: job };
    await hold();
    let answers: Answer[] = [];
    // Both while all three are there and have not yet been cut off as slow.
    await untilTrue(
      async () => {
        if (clients.some(({ socket }) => socket.destroyed)) {
          await hold();
        }
        answers = [await bed.post(job.replace('no-room', 'one')), await bed.ask('/jobs/bulk', lines)];
        return answers.every(({ status }) => status === 503);
      },
      PATIENCE_MS,
      () => `what is held leaves room: ${answers.map(({ status }) => status).join()}`,
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'overloaded' } });
      expect(answer.headers['retry-after']).toBe('1');
    }
    clients.forEach((client) => client.destroy());
    // What they held is free again.
    await untilTrue(
      async () => (await bed.post(job.replace('no-room', 'room'))).status < 300,
      PATIENCE_MS,
      () => 'there is no room again',
    );
  });

  it('beyond the limit of connections they are closed unread, and the others are served', async () => {
    const first = await RawClient.connect(bed.port);
    const idle = await Promise.all(
      Array.from({ length: MAX_CONNECTIONS + 20 }, () => RawClient.connect(bed.port)),
    );
    const refused = () => idle.filter(({ dropped }) => dropped).length;
    await untilTrue(
      () => refused() >= 20,
      PATIENCE_MS,
      () => `${refused()} were closed`,
    );
    first.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await first.closed()).toMatch(/^HTTP\/1\.1 (200|408) /);
    for (const client of idle) {
      client.destroy();
    }
    await untilTrue(
      async () => (await bed.post('{}').catch(() => null))?.status === 202,
      PATIENCE_MS,
      () => 'nobody is served any more',
    );
  });
});

describe('what browsers are told', () => {
  const NO_PAGE = "default-src 'none';frame-ancestors 'none'";

  it.each([
    ['/metrics', NO_PAGE],
    ['/jobs/nobody', NO_PAGE],
    ['/nowhere', NO_PAGE],
    ['/openapi.json', NO_PAGE],
    ['/health/live', NO_PAGE],
    ['/docs', "script-src 'self'"],
    ['/docs/swagger-ui-init.js', "script-src 'self'"],
  ])('%s', async (path, policy) => {
    const { headers } = await bed.ask(path);
    expect(headers['content-security-policy']).toContain(policy);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['server']).toBeUndefined();
  });
});
