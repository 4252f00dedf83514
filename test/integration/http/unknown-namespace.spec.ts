import type { Redis } from 'ioredis';
import { NAMESPACES_KEY, namespacePrefix } from '../../../src/persistence/keys';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let redis: TestRedis;
let client: Redis;

beforeAll(async () => {
  redis = await TestRedis.start();
  client = redis.client();
  bed = await HttpBed.on(redis);
});
afterAll(async () => {
  await client.quit();
  await bed.stop();
});

/** All that Redis holds of a namespace but for what goes by itself, and whether it is on the list. */
async function left(namespace: string): Promise<{ keys: string[]; listed: boolean }> {
  const all = await client.keys(`${namespacePrefix(namespace)}*`);
  const lives = await Promise.all(all.map((key) => client.pttl(key)));
  return {
    keys: all.filter((_key, index) => lives[index] === -1),
    listed: (await client.sismember(NAMESPACES_KEY, namespace)) === 1,
  };
}

const NOTHING = { keys: [], listed: false };
const json = { 'content-type': 'application/json' };

describe('a namespace that nobody has used', () => {
  it('is not made by asking about it, whatever the question', async () => {
    const { paths } = (await bed.ask('/openapi.json')).body as { paths: Record<string, object> };
    const asked = Object.keys(paths)
      .filter((path) => 'get' in (paths[path] ?? {}) && path !== '/events')
      .map((path) => path.replaceAll(/\{\w+\}/g, 'x'));
    expect(asked.length).toBeGreaterThan(15);
    for (const path of asked) {
      const { status } = await bed.ask(path, { headers: { 'sluice-namespace': 'asked' } });
      expect({ path, failed: status >= 500 }).toEqual({ path, failed: false });
    }
    expect(await left('asked')).toEqual(NOTHING);
  });

  it.each([
    ['a job that is not valid', 'POST', '/jobs', '{"priority":"high"}'],
    ['settings that are not valid', 'PATCH', '/queues/q', '{"concurrency":-1}'],
    ['the end of a job that is not there', 'DELETE', '/jobs/x', undefined],
    ['another try of a job that is not there', 'POST', '/jobs/x/retry', undefined],
    ['another try of all jobs', 'POST', '/jobs/retry', '{"filter":{"status":"failed"}}'],
  ])('is not made by %s', async (_what, method, path, body) => {
    const headers = { 'sluice-namespace': 'refused', ...(body === undefined ? {} : json) };
    const { status } = await bed.ask(path, { method, headers, ...(body === undefined ? {} : { body }) });
    expect(status).toBeLessThan(500);
    expect(await left('refused')).toEqual(NOTHING);
  });

  it.each([
    ['a job', 'POST', '/jobs', '{"type":"any"}'],
    ['the settings of a queue', 'PATCH', '/queues/q', '{"concurrency":1}'],
    [
      'a schedule',
      'PUT',
      '/schedules/s',
      '{"cron":"0 0 1 1 *","time_zone":"UTC","job":{"type":"any","payload":null}}',
    ],
  ])('is made by %s', async (what, method, path, body) => {
    const namespace = `made-by-${what.length}`;
    const answer = await bed.ask(path, { method, headers: { 'sluice-namespace': namespace, ...json }, body });
    expect({ what, ok: answer.status < 300, text: answer.text }).toMatchObject({ what, ok: true });
    await untilTrue(
      async () => (await left(namespace)).listed,
      10_000,
      () => `${namespace} is not on the list`,
    );
    expect((await left(namespace)).keys).toContain(`${namespacePrefix(namespace)}meta`);
  });
});
