import { readFileSync } from 'node:fs';
import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';
import { DASHBOARD_FILE, PrometheusServer, promtool } from './prometheus-server';

const TEXT = { headers: { accept: 'text/plain;version=0.0.4' } };

/** Of a dashboard, what is of interest here. */
interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

/** Empty although jobs run: the Redis of the test has no maxmemory. */
const EMPTY_PANELS = new Set(['Memory of Redis']);
const EMPTY_METRICS = new Set(['sluice_redis_memory_ratio']);

/** `npm run test:observe` brings it where it can, and says so where it cannot. */
const wherePrometheusIs = process.env['SLUICE_TEST_PROMETHEUS'] === 'yes' ? describe : describe.skip;

wherePrometheusIs('Prometheus', () => {
  let cluster: Cluster;
  let prometheus: PrometheusServer;
  let first: Service;
  let second: Service;

  const env = { SLUICE_LEASE_MS: '1000', SLUICE_REAP_MS: '200', SLUICE_SIMULATE_MS: '10' };

  beforeAll(async () => {
    cluster = await Cluster.start();
    [first, second] = await Promise.all([cluster.service(env), cluster.service(env)]);
    prometheus = await PrometheusServer.start([first.port, second.port]);
  });
  afterAll(async () => {
    await prometheus.stop();
    await cluster.stop();
  });

  /** Every number that both know, as Prometheus has it now. */
  async function totals(): Promise<Record<string, number>> {
    const names = ['enqueued', 'completed', 'failed', 'cancelled', 'retried', 'lapsed', 'released'];
    const values = names.map((name) => prometheus.value(`max(sluice_cluster_${name}_total)`));
    const states = await prometheus.query('max by (state) (sluice_cluster_jobs)');
    const queues = await prometheus.query('sum by (state) (max by (queue, state) (sluice_queue_jobs))');
    const known = await Promise.all(values);
    return Object.fromEntries([
      ...names.map((name, at): [string, number] => [name, known[at] ?? NaN]),
      ...states.map(({ metric, value }) => [`state ${metric['state'] ?? ''}`, Number(value[1])]),
      ...queues.map(({ metric, value }) => [`queues ${metric['state'] ?? ''}`, Number(value[1])]),
    ]) as Record<string, number>;
  }

  async function expected(client: SluiceClient): Promise<Record<string, number>> {
    const json = (await client.metrics()) as unknown as Record<string, number> & {
      readonly states: Record<string, number>;
    };
    const names = ['enqueued', 'failed', 'cancelled', 'retried', 'lapsed', 'released'];
    return Object.fromEntries([
      ...names.map((name) => [name, json[name]]),
      ['completed', json['processed']],
      ...Object.entries(json.states).flatMap(([state, count]) => [
        [`state ${state}`, count],
        [`queues ${state}`, count],
      ]),
    ]) as Record<string, number>;
  }

  /** Waits for a scrape that has seen it all. */
  async function untilSame(client: SluiceClient): Promise<Record<string, number>> {
    let seen: Record<string, number> = {};
    const wanted = await expected(client);
    const same = () => Object.entries(wanted).every(([name, value]) => seen[name] === value);
    await untilTrue(
      async () => {
        seen = await totals();
        return same();
      },
      10_000,
      () => `Prometheus has ${JSON.stringify(seen)}, /metrics ${JSON.stringify(wanted)}`,
    );
    return wanted;
  }

  it('reads what each process tells, and promtool has nothing against it', async () => {
    await new SluiceClient(first.url).enqueueAll([{ queue: 'mail' }, { queue: 'mail', type: 'nobody' }]);
    for (const service of [first, second]) {
      const text = await (await fetch(`${service.url}/metrics`, TEXT)).text();
      expect(text).toContain('sluice_job_wait_seconds');
      expect(await promtool(['check', 'metrics'], text)).toEqual({ code: 0, text: '' });
    }
  });

  it('sees the totals of /metrics, also after a kill -9 and a restart', async () => {
    const client = new SluiceClient(first.url);
    const slow = Array.from({ length: 20 }, () => ({
      ...{ queue: 'slow', payload: { duration_ms: 1_000 } },
    }));
    const mixed = Array.from({ length: 120 }, (_, i) => ({
      queue: ['mail', 'images', 'reports'][i % 3],
      backoff: { base_ms: 20, strategy: 'fixed' },
      ...(i % 10 === 0 && { failure_injection: { fail_first: 1 } }),
      ...(i % 40 === 1 && { failure_injection: { fail_first: 99 }, max_retries: 1 }),
      ...(i % 40 === 2 && { delay_ms: 3_600_000 }),
    }));
    await client.enqueueAll([...slow, ...mixed]);
    await untilTrue(
      async () => second.log.includes('"job ended"') && (await client.metrics()).in_progress >= 15,
      10_000,
      () => 'the second replica does not work',
    );
    second.signal('SIGKILL');
    await second.exited();
    second = await cluster.service(env);
    prometheus.scrape([first.port, second.port]);
    await client.untilMetrics({ processed: 135, failed: 3, in_progress: 0 }, 20_000);
    const seen = await untilSame(client);
    expect(seen).toMatchObject({ completed: 135, failed: 3, 'state scheduled': 3 });
    expect(seen['lapsed']).toBeGreaterThan(0);
    expect(seen['retried']).toBeGreaterThan(0);

    await Promise.all(
      [first, second].map(async (service) => {
        service.signal('SIGTERM');
        expect((await service.exited()).code).toBe(0);
      }),
    );
    [first, second] = await Promise.all([cluster.service(env), cluster.service(env)]);
    prometheus.scrape([first.port, second.port]);
    const again = new SluiceClient(first.url);
    await again.enqueue({ queue: 'mail' });
    await again.untilMetrics({ processed: 136 }, 10_000);
    expect(await untilSame(again)).toMatchObject({ completed: 136, failed: 3 });
  });

  it('adds up what the processes tell of themselves', async () => {
    const client = new SluiceClient(second.url);
    const before = await prometheus.value(
      'sum(sluice_jobs_finished_total{queue="sums",outcome="completed"})',
    );
    expect(before).toBeNaN();
    const retried = { failure_injection: { fail_first: 1 }, backoff: { base_ms: 10 } };
    await client.enqueueAll(
      Array.from({ length: 30 }, (_, i) => ({ queue: 'sums', ...(i === 0 && retried) })),
    );
    await untilTrue(
      async () =>
        (await prometheus.value('sum(sluice_jobs_finished_total{queue="sums",outcome="completed"})')) === 30,
      10_000,
      () => 'the sum is not 30',
    );
    expect(await prometheus.value('sum(sluice_job_wait_seconds_count{queue="sums"})')).toBe(30);
    expect(await prometheus.value('sum(sluice_jobs_enqueued_total{queue="sums",outcome="created"})')).toBe(
      30,
    );
    const posts = 'sum(sluice_http_request_duration_seconds_count{route="/jobs",method="POST",status="202"})';
    expect(await prometheus.value(posts)).toBeGreaterThanOrEqual(30);
    expect(await prometheus.value('count(sluice_build_info)')).toBe(2);
  });

  it('evaluates each alert rule, and the rules do what their tests say', async () => {
    for (const args of [
      ['check', 'config', 'prometheus.yml'],
      ['check', 'rules', 'alerts.yml'],
      ['test', 'rules', 'alerts.test.yml'],
    ]) {
      const { code, text } = await promtool(args);
      expect({ args, code, text: code === 0 ? '' : text }).toEqual({ args, code: 0, text: '' });
    }
    await untilTrue(
      async () => (await prometheus.rules()).every(({ health }) => health !== 'unknown'),
      10_000,
      () => 'a rule was not evaluated',
    );
    const rules = await prometheus.rules();
    expect(rules.length).toBeGreaterThanOrEqual(10);
    for (const { name, query, health, lastError } of rules) {
      expect({ name, health, lastError }).toEqual({ name, health: 'ok', lastError: undefined });
      // What a rule looks at is there: a metric of another name would never ring.
      for (const metric of new Set(query.match(/\b(sluice_\w+|up)\b(?=[{)[ ]|$)/g))) {
        if (!EMPTY_METRICS.has(metric)) {
          expect({ metric, known: (await prometheus.query(metric)).length > 0 }).toEqual({
            metric,
            known: true,
          });
        }
      }
    }
  });

  it('answers every query of the dashboard with values', async () => {
    const { panels } = JSON.parse(readFileSync(DASHBOARD_FILE, 'utf8')) as Dashboard;
    const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
    expect(queries.length).toBeGreaterThan(25);
    for (const { title, expr } of queries) {
      const query = expr.replaceAll('$__rate_interval', '1m').replaceAll('$namespace', 'default');
      expect(Array.isArray(await prometheus.query(query))).toBe(true);
      if (!EMPTY_PANELS.has(title)) {
        // A rate needs two scrapes.
        await untilTrue(
          async () => (await prometheus.query(query)).length > 0,
          5_000,
          () => `${title} is empty: ${query}`,
        );
      }
    }
  });
});
