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
