import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { ConfigError, loadConfig } from '../../src/config/config';
import { TestRedis } from '../support/redis-server';
import { Service } from '../support/service';
import { untilTrue } from '../support/until';
import { Collector, CONSUMER, type ReceivedSpan, SERVER } from './collector';

const PATIENCE_MS = 60_000;

/** Found nowhere by chance. */
const canary = (what: string) => `canary${what}${randomBytes(12).toString('hex')}`;

const SECRETS = {
  redis: canary('redis'),
  webhook: Buffer.from(canary('webhook')).toString('base64'),
  key: `slu_${canary('key')}`,
  wrongKey: `slu_${canary('wrong')}`,
  cookie: canary('cookie'),
  payload: canary('payload'),
  collector: canary('collector'),
  userInfo: canary('userinfo'),
  query: canary('query'),
};

/** An attempt that ended with an error. */
const isFailure = ({ kind, status }: ReceivedSpan) => kind === CONSUMER && status?.code === 2;

/** Which secrets are in a text, and what stands around them. */
function leaks(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([what, secret]) => {
    const at = text.indexOf(secret);
    return at < 0 ? [] : [`${what}: …${text.slice(Math.max(0, at - 200), at + 80)}`];
  });
}

describe('secrets, at LOG_LEVEL=trace', () => {
  let redis: TestRedis;
  let service: Service;
  let collector: Collector;
  /** Stays allowed, whatever the password is by now. */
  let admin: Redis;
  let answers = '';

  const environment = () => ({
    LOG_LEVEL: 'trace',
    SLUICE_SIMULATE_MS: '0',
    SLUICE_WEBHOOK_SECRETS: `whsec_${SECRETS.webhook}`,
    SLUICE_API_KEYS: `tester:admin:*:${createHash('sha256').update(SECRETS.key).digest('hex')}`,
    SLUICE_AUTH: 'required',
    SLUICE_TRACE_REQUESTS: 'on',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.replace('//', `//collector:${SECRETS.collector}@`),
    OTEL_BSP_SCHEDULE_DELAY: '100',
    REDIS_URL: addressWith(SECRETS.redis),
  });
  const addressWith = (password: string) => `redis://:${password}@127.0.0.1:${redis.port}`;

  beforeAll(async () => {
    redis = await TestRedis.start();
    admin = redis.client();
    admin.on('error', () => undefined);
    await admin.config('SET', 'requirepass', SECRETS.redis);
    collector = await Collector.start();
    service = await Service.start({ env: environment() });
  });
  afterAll(async () => {
    await service.kill();
    await collector.stop();
    await redis.stop();
  });

  async function ask(method: string, path: string, body?: string, key = SECRETS.key): Promise<number> {
    const response = await fetch(service.url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        cookie: `session=${SECRETS.cookie}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    answers += JSON.stringify([...response.headers]) + (await response.text());
    return response.status;
  }

  const secretive = (id: string, more: object = {}) =>
    JSON.stringify({ id, payload: { secret: SECRETS.payload }, ...more });

  it('are in no answer, no line and no span, whatever is asked', async () => {
    const events = new AbortController();
    const stream = fetch(`${service.url}/events`, {
      headers: { authorization: `Bearer ${SECRETS.key}` },
      signal: events.signal,
    }).then(async (response) => {
      for await (const chunk of response.body ?? []) {
        answers += Buffer.from(chunk as Uint8Array).toString('utf8');
      }
    });
    const streamed = stream.catch(() => undefined);

    expect(await ask('POST', '/jobs', secretive('done'))).toBe(202);
    const failing = { max_retries: 0, failure_injection: { fail_first: 9 } };
    expect(await ask('POST', '/jobs', secretive('failed', failing))).toBe(202);
    expect(await ask('GET', '/jobs', undefined, SECRETS.wrongKey)).toBe(401);
    for (const body of ['{"payload":', `{"payload":"${SECRETS.payload}","nope":1}`, `"${SECRETS.payload}"`]) {
      expect(await ask('POST', '/jobs', body)).toBeGreaterThanOrEqual(400);
    }
    const url = `https://user:${SECRETS.userInfo}@127.0.0.1/`;
    expect(await ask('POST', '/jobs', JSON.stringify({ type: 'http', payload: { url } }))).toBe(422);
    expect(await ask('POST', '/jobs', JSON.stringify({ callback_url: url }))).toBe(422);
    expect(await ask('GET', `/status?id=done&access_token=${SECRETS.query}`)).toBeGreaterThanOrEqual(200);

    await untilTrue(
      async () => {
        const state = async (id: string) => {
          const headers = { authorization: `Bearer ${SECRETS.key}` };
          const response = await fetch(`${service.url}/status?id=${id}`, { headers });
          return ((await response.json()) as { status: string }).status;
        };
        return (await state('done')) === 'completed' && (await state('failed')) === 'failed';
      },
      PATIENCE_MS,
      () => `the jobs did not end:\n${service.log.slice(-2_000)}`,
    );
    const document = await fetch(`${service.url}/openapi.json`, {
      headers: { authorization: `Bearer ${SECRETS.key}` },
    });
    const { paths } = (await document.json()) as { paths: Record<string, Record<string, unknown>> };
    const reads = Object.entries(paths).filter(([path, methods]) => 'get' in methods && path !== '/events');
    expect(reads.length).toBeGreaterThan(15);
    for (const [path] of reads) {
      // Which are there to give the payload back.
      const whole = path === '/jobs/export' || path === '/jobs/{id}' || path === '/jobs/{id}/payload';
      await ask(
        'GET',
        path.replace(/\{\w+\}/g, whole ? 'nobody' : 'failed') + (path === '/jobs/export' ? '?type=none' : ''),
      );
    }
    events.abort();
    await streamed;
    expect(leaks(answers)).toEqual([]);
    expect(service.log).toContain('"level":');
    expect(leaks(service.log)).toEqual([]);
    // Of requests, with and without a query, and of the attempt that failed.
    await untilTrue(
      () =>
        collector.spans.some(isFailure) && collector.spans.filter(({ kind }) => kind === SERVER).length > 20,
      PATIENCE_MS,
      () => `the spans did not come: ${collector.spans.map(({ name }) => name).join(', ')}`,
    );
    expect(leaks(collector.received)).toEqual([]);
  });

  it('are in no answer and in no line when Redis is gone, or refuses', async () => {
    await admin.config('SET', 'requirepass', canary('other'));
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await untilTrue(
      async () => (await ask('GET', '/health/ready')) === 503,
      PATIENCE_MS,
      () => 'it is still ready',
    );
    expect(await ask('POST', '/jobs', secretive('late'))).toBe(503);
    const refused = await Service.launch({ env: environment() });
    await untilTrue(
      () => refused.log.includes('WRONGPASS'),
      PATIENCE_MS,
      () => 'a service that is refused says nothing',
    );
    await refused.kill();
    expect(leaks(refused.log)).toEqual([]);
    admin.disconnect();
    await redis.kill();
    expect(await ask('POST', '/jobs', secretive('later'))).toBe(503);
    expect(leaks(answers)).toEqual([]);
    expect(leaks(service.log)).toEqual([]);
    expect(leaks(collector.received)).toEqual([]);
  });
});

describe('options that are wrong', () => {
  it.each([
    ['REDIS_URL', `ftp://:${SECRETS.redis}@localhost`],
    ['REDIS_URL', `redis://:${SECRETS.redis}@[nowhere`],
    ['REDIS_URL', SECRETS.redis],
    ['SLUICE_WEBHOOK_SECRETS', SECRETS.webhook],
    ['SLUICE_API_KEYS', SECRETS.key],
    ['SLUICE_API_KEYS', `tester:admin:*:${SECRETS.key}`],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', `ftp://user:${SECRETS.collector}@localhost`],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', SECRETS.collector],
  ])('%s is named and not shown', (name, value) => {
    let message = '';
    try {
      loadConfig({ REDIS_URL: 'redis://127.0.0.1', SLUICE_AUTH: 'required', [name]: value });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      message = String(error);
    }
    expect(message).toContain(name);
    expect(leaks(message)).toEqual([]);
  });
});
