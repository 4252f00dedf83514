import { TestRedis } from '../support/redis-server';
import { Service } from '../support/service';

describe('a bad configuration', () => {
  const start = async (env: Readonly<Record<string, string>>) => {
    const service = await Service.launch({ env });
    const exit = await service.exited(10_000);
    return { code: exit.code, log: service.log };
  };

  it('stops the start and names each bad option, its value and what is wrong, without a stack', async () => {
    const { code, log } = await start({
      REDIS_URL: 'redis://127.0.0.1:1',
      SLUICE_CONCURRENCY: 'many',
      SLUICE_ROLE: 'boss',
      SLUICE_LEASE_MS: '3',
      SLUICE_QUEUES_ORDER: 'random',
    });

    expect(code).toBe(1);
    expect(log).toContain('SLUICE_CONCURRENCY=many');
    expect(log).toContain('SLUICE_ROLE=boss');
    expect(log).toContain('SLUICE_LEASE_MS=3');
    expect(log).toContain('SLUICE_QUEUES_ORDER=random');
    expect(log).not.toMatch(/^\s+at /m);
  });

  it('never shows the address of Redis, which may hold a password', async () => {
    const { code, log } = await start({ REDIS_URL: 'http://user:hunter2@somewhere' });

    expect(code).toBe(1);
    expect(log).toContain('REDIS_URL');
    expect(log).not.toContain('hunter2');
  });

  it('asks for API keys in production, and says how they are made and how they are not wanted', async () => {
    const production = { REDIS_URL: 'redis://127.0.0.1:1', NODE_ENV: 'production' };
    const { code, log } = await start(production);
    expect(code).toBe(1);
    expect(log).toMatch(/SLUICE_API_KEYS is missing: .*`npx sluice keys new`.*SLUICE_AUTH=off/);

    const named = await start({ ...production, SLUICE_API_KEYS: `slu_${'a1'.repeat(25)}` });
    expect(named.code).toBe(1);
    expect(named.log).toContain('holds a key itself');
    expect(named.log).not.toContain('a1a1');
  });

  it('does not start without a key in the file of keys', async () => {
    const redis = await TestRedis.start();
    try {
      const { code, log } = await start({ REDIS_URL: redis.url, SLUICE_API_KEYS_FILE: '/dev/null' });
      expect(code).toBe(1);
      expect(log).toContain('SLUICE_API_KEYS_FILE has no key in it');
      expect(log).not.toMatch(/^\s+at /m);
    } finally {
      await redis.stop();
    }
  });

  it('never shows the secrets that sign webhooks', async () => {
    const { code, log } = await start({
      REDIS_URL: 'redis://127.0.0.1:1',
      SLUICE_WEBHOOK_SECRETS: 'whsec_tooshort',
      SLUICE_OUTBOUND_ALLOW: '10.0.0.0/8,http://hooks',
    });

    expect(code).toBe(1);
    expect(log).toContain('SLUICE_WEBHOOK_SECRETS');
    expect(log).not.toContain('tooshort');
    expect(log).toContain("has 'http://hooks', which is no host name");
  });

  it('names what is wrong with the options of tracing, and not the address, which may hold a password', async () => {
    const { code, log } = await start({
      REDIS_URL: 'redis://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://user:hunter2@collector:4317',
      OTEL_TRACES_SAMPLER: 'sometimes',
      OTEL_TRACES_SAMPLER_ARG: '2',
    });

    expect(code).toBe(1);
    expect(log).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=(not shown): is not an http:// or https:// address');
    expect(log).toContain('OTEL_TRACES_SAMPLER=sometimes');
    expect(log).toContain('OTEL_TRACES_SAMPLER_ARG=2');
    expect(log).not.toContain('hunter2');
  });

  it('says so when REDIS_URL is missing', async () => {
    const { code, log } = await start({});

    expect(code).toBe(1);
    expect(log).toContain('REDIS_URL is missing');
  });
});
