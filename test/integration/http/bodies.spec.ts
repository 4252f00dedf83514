import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { HttpBed } from './http-bed';

const MAX_PAYLOAD = 100_000;
let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_MAX_PAYLOAD_BYTES: String(MAX_PAYLOAD) });
});
afterAll(() => bed.stop());

const deep = (depth: number) => `{"payload":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe('a body that is wrong gets a problem, never a 500', () => {
  it.each<[string, string | Buffer, number, string]>([
    ['empty', '', 400, 'malformed'],
    ['broken', '{"id":', 400, 'malformed'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'malformed'],
    ['UTF-16', Buffer.from('{}', 'utf16le'), 400, 'malformed'],
    ['50,000 levels deep', deep(50_000), 400, 'malformed'],
    ['50,000 levels deep and open', '['.repeat(50_000), 400, 'malformed'],
    ['null', 'null', 422, 'invalid'],
    ['an array', '[]', 422, 'invalid'],
    ['a string', '"x"', 422, 'invalid'],
    ['a number', '1', 422, 'invalid'],
    ['a payload over the limit', JSON.stringify({ payload: 'x'.repeat(MAX_PAYLOAD - 1) }), 413, 'too_large'],
    ['50 MB', Buffer.alloc(50_000_000, 0x20), 413, 'too_large'],
  ])('%s', async (_name, body, status, code) => {
    const answer = await bed.post(body);
    expect(answer).toMatchObject({ status, body: { code, status, type: `urn:sluice:problem:${code}` } });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  const VALUES = [
    ...['null', 'true', '0', '-0', '-1', '1.5', '1e20', '9007199254740992', '1e400', '""', '"."', '".."'],
    ...['"x y"', '"constructor"', '"__proto__"', '[]', '[null]', '[[]]', '{}', '{"__proto__":1}', '{"x":1}'],
    JSON.stringify('x'.repeat(200)),
  ];
  const FIELDS = [
    ...['id', 'type', 'queue', 'priority', 'delay_ms', 'run_at', 'max_retries', 'max_lapses', 'backoff'],
    ...[
      'timeout_ms',
      'expires_at',
      'ttl_ms',
      'tags',
      'failure_injection',
      'traceparent',
      '__proto__',
      'nope',
    ],
  ];
  it.each(FIELDS)('%s of every kind', async (field) => {
    for (const value of VALUES) {
      const { status, body } = await bed.post(`{"${field}":${value}}`);
      if (![200, 202, 409, 422].includes(status)) {
        throw new Error(`${field}: ${value} was answered with ${status}`);
      }
      if (status === 422) {
        const [error] = body['errors'] as { pointer: string }[];
        expect(error?.pointer.startsWith(`/${field}`)).toBe(true);
      }
    }
  });

  it('cut off in the middle leaves the service well', async () => {
    const socket = connect(bed.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(
      'POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    socket.resume();
    await once(socket, 'close');
    expect((await bed.post('{}')).status).toBe(202);
  });
});

describe('media types and encodings', () => {
  it.each([
    ['application/json', 202],
    ['APPLICATION/JSON; charset=UTF-8', 202],
    ['application/json; charset="utf-8"', 202],
    ['application/vnd.acme.job+json', 202],
    ['application/json; charset=latin1', 415],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonx', 415],
    ['', 415],
  ])('answers a body of type %j with %i', async (type, status) => {
    expect((await bed.post('{}', { 'content-type': type })).status).toBe(status);
  });

  it('answers a body without a type with 415', async () => {
    expect(await bed.ask('/jobs', { method: 'POST', body: '{}' })).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });

  const gzip = { 'content-encoding': 'gzip' };

  it('inflates gzip', async () => {
    expect((await bed.post(gzipSync('{"id":"zipped"}'), gzip)).body['job_id']).toBe('zipped');
  });

  it.each<[string, Buffer, string, number]>([
    ['a bomb', gzipSync(Buffer.alloc(50_000_000, 0x20)), 'gzip', 413],
    ['no gzip', Buffer.from('{}'), 'gzip', 400],
    ['half a gzip', gzipSync('{"id":"half"}').subarray(0, 15), 'gzip', 400],
    ['an unknown encoding', Buffer.from('{}'), 'br', 415],
    ['two encodings', gzipSync(gzipSync('{}')), 'gzip, gzip', 415],
    ['identity', Buffer.from('{}'), 'identity', 202],
  ])('answers %s in its own words', async (_name, body, encoding, status) => {
    expect((await bed.post(body, { 'content-encoding': encoding })).status).toBe(status);
  });
});

describe('what is no request', () => {
  /** Sends bytes and reads until the service hangs up. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(bed.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    return text;
  }

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'malformed'],
    [
      'two lengths',
      'POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'malformed',
    ],
    ['huge headers', `GET /jobs HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 413, 'too_large'],
  ])('answers %s with a problem and hangs up', async (_name, bytes, status, code) => {
    const text = await raw(bytes);
    expect(text.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ status, code });
  });
});

describe('what no route takes', () => {
  it.each([
    ['GET', '/nope', 404, 'not_found'],
    ['GET', '/%E0%A4%A', 404, 'not_found'],
    ['GET', '/jobs/%E0%A4%A', 400, 'malformed'],
    ['DELETE', '/jobs', 405, 'method_not_allowed'],
    ['PUT', '/jobs/1', 405, 'method_not_allowed'],
    ['GET', '/jobs/1/cancel', 405, 'method_not_allowed'],
    ['POST', '/metrics', 405, 'method_not_allowed'],
  ])('%s %s is a problem', async (method, path, status, code) => {
    const answer = await bed.ask(path, { method });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.text).not.toMatch(/\bat .*\.(js|ts):\d/);
  });
});
