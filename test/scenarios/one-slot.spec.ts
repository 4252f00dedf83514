import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Cluster } from '../support/cluster';

/** Commands of scripts that name no key. */
const KEYLESS = new Set(['time', 'publish', 'spublish', 'info', 'config']);

describe('S23 Redis Cluster', () => {
  it('every key that a script touches has the hash tag of the keys that it declares', async () => {
    const cluster = await Cluster.start();
    const asking = new Redis(cluster.redis.port, '127.0.0.1', { lazyConnect: true });
    const monitor = await asking.monitor();
    const wrong: string[] = [];
    const scripts = new Set<string>();
    let touched = 0;
    let tag: string | null = null;
    monitor.on('monitor', (_time: string, [command = '', ...args]: string[], source: string) => {
      const name = command.toLowerCase();
      if (source === 'lua') {
        const key = args[0] ?? '';
        if (!KEYLESS.has(name)) {
          touched += 1;
          if (tag === null || tagOf(key) !== tag) {
            wrong.push(`${name} ${key} in a script of ${tag}`);
          }
        }
        return;
      }
      if (name === 'evalsha' || name === 'eval') {
        const keys = args.slice(2, 2 + Number(args[1]));
        const tags = new Set(keys.map(tagOf));
        tag = tagOf(keys[0] ?? '');
        scripts.add(args[0] ?? '');
        if (tags.size !== 1) {
          wrong.push(`${name} with keys ${keys.join(' ')}`);
        }
      }
    });
    const service = await cluster.service({
      SLUICE_NAMESPACES: 'one,two',
      SLUICE_LEASE_MS: '1000',
      SLUICE_REAP_MS: '100',
    });
    for (const namespace of ['one', 'two']) {
      await useEverything(service.url, namespace);
    }
    service.signal('SIGTERM');
    expect((await service.exited()).code).toBe(0);
    const quiet = once(monitor, 'monitor');
    const last = cluster.redis.client();
    await last.ping();
    await quiet;

    expect(wrong).toEqual([]);
    expect(touched).toBeGreaterThan(200);
    expect(scripts.size).toBeGreaterThan(8);
    monitor.disconnect();
    asking.disconnect();
    await last.quit();
    await cluster.stop();
  });
});

function tagOf(key: string): string | null {
  return /\{([^}]+)\}/.exec(key)?.[1] ?? null;
}

/** Each call of the API, and through the jobs most of what a worker does. */
async function useEverything(url: string, namespace: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'sluice-namespace': namespace };
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
  };
  const retry = { backoff: { strategy: 'fixed', base_ms: 10, jitter: 0 } };
  const large = 'x'.repeat(2_000);
  await call('POST', '/jobs', { id: 'plain', payload: { duration_ms: 1_500, result: large, note: large } });
  await call('POST', '/jobs', { id: 'retried', failure_injection: { fail_first: 1 }, ...retry });
  await call('POST', '/jobs', { id: 'failed', max_retries: 0, payload: { duration_ms: 1, fail: true } });
  await call('POST', '/jobs', { id: 'other', type: 'nobody-knows-it', ttl_ms: 60_000 });
  await call('POST', '/jobs', { id: 'later', delay_ms: 200, queue: 'second', tags: ['tag'] });
  await call('POST', '/jobs', { id: 'unwanted', delay_ms: 60_000 });
  await call('POST', '/jobs/unwanted/cancel');
  await call('GET', '/jobs/failed?wait_ms=5000');
  await call('POST', '/jobs/failed/retry');
  await call('GET', '/jobs/plain?wait_ms=5000');
  await call('GET', '/jobs/retried?wait_ms=5000');
  await call('GET', '/jobs/later?wait_ms=5000');
  await call('GET', '/jobs?view=full&tag=tag');
  await call('GET', '/metrics');
  await call('GET', '/health/ready');
}
