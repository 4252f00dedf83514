import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  ProblemError,
  SluiceClient,
  UnexpectedAnswerError,
  UnreachableError,
  type ClientOptions,
} from '../../../src/client';

interface Arrival {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers one request after the other as its script says; the last answer stays. */
class ScriptedService {
  readonly arrivals: Arrival[] = [];
  private readonly server: Server;

  constructor(private readonly script: ((response: ServerResponse) => void)[]) {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        this.arrivals.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
        const [answer] = this.script;
        if (this.script.length > 1) {
          this.script.shift();
        }
        answer?.(response);
      });
    });
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

const json =
  (status: number, body: object, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
const problem = (status: number, code: string, more: object = {}, headers: Record<string, string> = {}) =>
  json(
    status,
    { type: `urn:sluice:problem:${code}`, title: 't', status, detail: 'd', code, ...more },
    headers,
  );
const reset = (response: ServerResponse) => void response.socket?.destroy();
const silent = () => undefined;

const ENQUEUED = json(202, {
  job_id: 'a',
  outcome: 'created',
  status: 'queued',
  queue: 'default',
  message: '',
});
const FAST = { baseMs: 1, maxDelayMs: 5 };

describe('SluiceClient', () => {
  let service: ScriptedService;
  const client = async (
    script: ((response: ServerResponse) => void)[],
    options: Partial<ClientOptions> = {},
  ) => {
    service = new ScriptedService(script);
    return new SluiceClient({ url: await service.start(), retry: FAST, ...options });
  };
  afterEach(() => service.stop());

  it('sends the key, the namespace and its name', async () => {
    const api = await client([json(200, {})], { apiKey: 'k1', namespace: 'ns', userAgent: 'shop/2' });
    await api.status('a b');
    expect(service.arrivals).toMatchObject([
      {
        line: 'GET /status?id=a+b',
        headers: { authorization: 'Bearer k1', 'sluice-namespace': 'ns', 'user-agent': 'shop/2' },
      },
    ]);
  });

  it('keeps a path in front of the API’s own', async () => {
    service = new ScriptedService([json(200, {})]);
    await new SluiceClient({ url: `${await service.start()}/queue/` }).get('x');
    expect(service.arrivals[0]?.line).toBe('GET /queue/jobs/x');
  });

  it.each(['', 'localhost:8080', 'ftp://host', 'http://u:p@host', 'http://host?x=1'])(
    'refuses the address "%s"',
    async (url) => {
      await client([silent]);
      expect(() => new SluiceClient({ url })).toThrow(TypeError);
    },
  );

  it.each(['', '.', '..'])('never asks another path for the id "%s"', async (id) => {
    const api = await client([json(200, {})]);
    await expect(api.get(id)).rejects.toThrow(TypeError);
    expect(service.arrivals).toEqual([]);
  });

  it('throws the problem, whole', async () => {
    const errors = [{ pointer: '/priority', detail: 'must be an integer' }];
    const api = await client([problem(422, 'invalid', { errors, extra: 1 })]);
    const thrown: unknown = await api.enqueue({ priority: 1.5 }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProblemError);
    expect(thrown).toMatchObject({ code: 'invalid', status: 422, errors, retryAfterMs: null, message: 'd' });
    expect((thrown as ProblemError).document['extra']).toBe(1);
    expect(service.arrivals).toHaveLength(1);
  });

  it.each([
    ['503', [problem(503, 'store_unavailable')]],
    ['429', [problem(429, 'rate_limited')]],
    ['a gateway’s 502', [(r: ServerResponse) => void r.writeHead(502).end('<html>')]],
    ['a connection that breaks', [reset, reset]],
  ])('sends an enqueue again after %s, under the same key', async (_name, before) => {
    const api = await client([...before, ENQUEUED]);
    expect(await api.enqueue({ type: 'mail' })).toMatchObject({ job_id: 'a' });
    expect(service.arrivals).toHaveLength(before.length + 1);
    const keys = new Set(service.arrivals.map(({ headers }) => headers['idempotency-key']));
    expect([...keys]).toEqual([expect.stringMatching(/^"[0-9a-f-]{36}"$/)]);
    expect(new Set(service.arrivals.map(({ body }) => body)).size).toBe(1);
  });

  it('sends one with an id again by its id, without a key', async () => {
    const api = await client([reset, ENQUEUED]);
    await api.enqueue({ id: 'a' });
    expect(service.arrivals.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined, undefined]);
  });

  it('takes the key that it is given', async () => {
    const api = await client([ENQUEUED]);
    await api.enqueue({}, { idempotencyKey: 'order "7"' });
    expect(service.arrivals[0]?.headers['idempotency-key']).toBe('"order \\"7\\""');
  });

  it('names the jobs of a bulk where some have names already, the same each time', async () => {
    const api = await client([reset, json(200, { created: 2, duplicate: 0, refused: 0, results: [] })]);
    await api.enqueueBulk([{ id: 'mine' }, { type: 'x' }]);
    const [first, second] = service.arrivals;
    expect(first?.body).toBe(second?.body);
    expect(JSON.parse(first?.body ?? '')).toEqual([
      { id: 'mine' },
      { id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, type: 'x' },
    ]);
    expect(first?.headers['idempotency-key']).toBeUndefined();
  });

  it('waits as long as Retry-After says', async () => {
    const api = await client([problem(503, 'queue_full', {}, { 'retry-after': '1' }), ENQUEUED]);
    const began = performance.now();
    await api.enqueue();
    expect(performance.now() - began).toBeGreaterThanOrEqual(990);
  });

  it('does not wait for what is too far away, but tells of it', async () => {
    const api = await client([problem(503, 'queue_full', {}, { 'retry-after': '3600' }), ENQUEUED]);
    await expect(api.enqueue()).rejects.toMatchObject({ code: 'queue_full', retryAfterMs: 3_600_000 });
    expect(service.arrivals).toHaveLength(1);
  });

  it('gives up after so many tries', async () => {
    const api = await client([problem(503, 'draining')], { retry: { ...FAST, tries: 3 } });
    await expect(api.enqueue()).rejects.toMatchObject({ code: 'draining', status: 503 });
    expect(service.arrivals).toHaveLength(3);
  });

  it.each([
    ['breaks', reset, 1],
    ['503 store_unavailable, after which it may have been done', problem(503, 'store_unavailable'), 1],
    ['503 draining, where it was not', problem(503, 'draining'), 3],
  ])('retries a job once only where the answer is: %s', async (_name, answer, times) => {
    const api = await client([answer], { retry: { ...FAST, tries: 3 } });
    await expect(api.retry('a')).rejects.toThrow();
    expect(service.arrivals).toHaveLength(times);
  });

  it('takes a job that is cancelled already for cancelled', async () => {
    const api = await client([reset, problem(409, 'wrong_state', { job_id: 'a', job_status: 'cancelled' })]);
    expect(await api.cancel('a')).toMatchObject({ job_id: 'a', status: 'cancelled' });
  });

  it('but not one that is completed', async () => {
    const api = await client([problem(409, 'wrong_state', { job_id: 'a', job_status: 'completed' })]);
    await expect(api.cancel('a')).rejects.toMatchObject({ code: 'wrong_state' });
  });

  it('lists page after page, empty ones too', async () => {
    const api = await client([
      json(200, { jobs: [{ id: '1' }], next_page_token: 'p2' }),
      json(200, { jobs: [], next_page_token: 'p3' }),
      json(200, { jobs: [{ id: '2' }], next_page_token: null }),
    ]);
    const ids: string[] = [];
    for await (const { id } of api.list({ status: 'failed' }, { pageSize: 7 })) {
      ids.push(id);
    }
    expect(ids).toEqual(['1', '2']);
    expect(service.arrivals.map(({ line }) => line)).toEqual([
      'GET /jobs?status=failed&page_size=7',
      'GET /jobs?status=failed&page_size=7&page_token=p2',
      'GET /jobs?status=failed&page_size=7&page_token=p3',
    ]);
  });

  it('says so when nobody answers in time', async () => {
    const api = await client([silent], { timeoutMs: 50, retry: { tries: 1 } });
    const thrown: unknown = await api.get('a').catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(UnreachableError);
    expect(String(thrown)).toContain('no answer in time');
  });

  it('says so when it is something else that answers', async () => {
    const api = await client([(response) => void response.end('<html>hello</html>')]);
    await expect(api.get('a')).rejects.toBeInstanceOf(UnexpectedAnswerError);
  });

  it('follows no redirect', async () => {
    const api = await client([(response) => void response.writeHead(302, { location: '/elsewhere' }).end()]);
    await expect(api.get('a')).rejects.toMatchObject({ code: 'http_302' });
    expect(service.arrivals).toHaveLength(1);
  });

  it('ends with the reason of the signal, also between two tries', async () => {
    const stop = new AbortController();
    const api = await client([
      (response) => {
        problem(503, 'draining', {}, { 'retry-after': '20' })(response);
        response.once('close', () => stop.abort(new Error('enough')));
      },
    ]);
    await expect(api.get('a', { signal: stop.signal })).rejects.toThrow('enough');
  });
});
