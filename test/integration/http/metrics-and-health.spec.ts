import { ReadinessProbe } from '../../../src/metrics/readiness-probe';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

const PROMETHEUS = {
  accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1',
};

describe('metrics', () => {
  let bed: HttpBed;
  beforeAll(async () => {
    bed = await HttpBed.start();
    await bed.post('{"queue":"mail"}');
    await bed.post('{"queue":"mail","delay_ms":60000}');
  });
  afterAll(() => bed.stop());

  it('are exact in JSON, and by namespace', async () => {
    expect((await bed.ask('/metrics')).body).toMatchObject({
      ...{ processed: 0, failed: 0, retried: 0, in_progress: 0, queue_depth: 2, enqueued: 2, cancelled: 0 },
      states: { queued: 1, scheduled: 1 },
    });
    expect((await bed.ask('/metrics', { headers: { 'sluice-namespace': 'other' } })).body).toMatchObject({
      queue_depth: 0,
    });
  });

  it('count who works', async () => {
    expect((await bed.ask('/metrics')).body).toMatchObject({ workers: 0, slots: 0 });
    const body = JSON.stringify({ queues: ['none'], types: ['none'], worker: 'w', max_jobs: 7, wait_ms: 0 });
    const headers = { 'content-type': 'application/json' };
    expect((await bed.ask('/leases', { method: 'POST', headers, body })).status).toBe(200);
    await untilTrue(
      async () => (await bed.ask('/metrics')).body['workers'] === 1,
      20_000,
      () => 'the worker is not counted',
    );
    expect((await bed.ask('/metrics')).body['slots']).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['/metrics', PROMETHEUS],
    ['/metrics', { accept: 'text/plain' }],
    ['/metrics/prometheus', {}],
  ])('are Prometheus text at %s with %j', async (path, headers) => {
    const { status, text, headers: answered } = await bed.ask(path, { headers });
    expect({ status, type: answered['content-type'] }).toEqual({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
    });
    expect(text).toContain('\nsluice_redis_up 1\n');
    expect(text).toContain('sluice_cluster_jobs{namespace="default",state="scheduled"} 1\n');
    expect(text).toContain('sluice_jobs_enqueued_total{queue="mail",outcome="created"} 2\n');
    expect(text).toContain('# TYPE sluice_job_duration_seconds histogram\n');
    // Each metric is declared once, and each line is one that Prometheus reads.
    const types = text.match(/^# TYPE \S+/gm) ?? [];
    expect(new Set(types).size).toBe(types.length);
    for (const line of text.split('\n').filter((line) => line !== '')) {
      expect(line).toMatch(/^(# (HELP|TYPE) .+|\w+(\{[^}]*\})? (-?[\d.e+-]+|nan|[+-]Inf))$/i);
    }
  });
});

describe('health', () => {
  it('starts without Redis, says so, and heals by itself when Redis comes', async () => {
    const away = await TestRedis.start();
    await away.kill();
    const bed = await HttpBed.on(away);
    try {
      expect(await bed.ask('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
      expect((await bed.ask('/health/startup')).status).toBe(200);
      expect(await bed.ask('/health/ready')).toMatchObject({
        status: 503,
        body: { code: 'store_unavailable', checks: { store: { status: 'down' }, service: { status: 'up' } } },
      });
      const began = performance.now();
      const [post, json, text] = await Promise.all([
        bed.post('{}'),
        bed.ask('/metrics'),
        bed.ask('/metrics/prometheus'),
      ]);
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(post).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
      expect(Number(post.headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(json).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
      expect(text.status).toBe(200);
      expect(text.text).toContain('\nsluice_redis_up 0\n');
      await away.restart();
      await untilTrue(
        async () => (await bed.ask('/health/ready')).status === 200,
        15_000,
        () => 'readiness does not come back',
      );
      expect((await bed.post('{}')).status).toBe(202);
    } finally {
      await bed.stop();
    }
  });

  it('turns not ready within 5 s when Redis hangs, and every answer comes within 2 s', async () => {
    const bed = await HttpBed.start();
    try {
      await untilTrue(
        () => bed.app.get(ReadinessProbe).storeUp,
        20_000,
        () => 'never ready',
      );
      bed.redis.signal('SIGSTOP');
      const began = performance.now();
      const post = await bed.post('{}');
      expect(post).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
      expect(performance.now() - began).toBeLessThan(2_000);
      await untilTrue(
        async () => (await bed.ask('/health/ready')).status === 503,
        20_000,
        () => 'still ready',
      );
      expect(performance.now() - began).toBeLessThan(5_000);
      expect((await bed.ask('/health/live')).status).toBe(200);
    } finally {
      await bed.stop();
    }
  });

  it('is served by a worker too, without the jobs API', async () => {
    const bed = await HttpBed.start({ SLUICE_ROLE: 'worker' });
    try {
      expect((await bed.ask('/health/live')).status).toBe(200);
      expect((await bed.ask('/metrics')).status).toBe(200);
      expect((await bed.post('{}')).status).toBe(404);
    } finally {
      await bed.stop();
    }
  });
});
