import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterBed } from '../cluster/support/cluster-bed';
import { SentinelBed } from '../cluster/support/sentinel-bed';
import { TestRedis } from './redis-server';

/** How a bed is reached where that is not by the address of its Redis, and what goes with it. */
interface Surroundings {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const surroundings = new WeakMap<TestRedis, Surroundings>();

/**
 * A Redis for tests that do not care which kind it is: one process, or what SLUICE_TEST_REDIS asks for, so that the same
 * suite runs on each. It is the one that has the default namespace.
 */
export async function anyRedis(): Promise<TestRedis> {
  switch (process.env['SLUICE_TEST_REDIS'] ?? 'one') {
    case 'one':
      return await TestRedis.start();
    case 'sentinel': {
      const bed = await SentinelBed.start();
      return noted(await bed.primary(), { url: bed.url, stop: () => bed.stop() });
    }
    case 'cluster': {
      const bed = await ClusterBed.start(3, 0);
      return noted(bed.home('{default}'), { url: bed.url, stop: () => bed.stop() });
    }
    case 'rights': {
      const redis = await TestRedis.start();
      const client = redis.client();
      await client.acl('SETUSER', ...documentedUser());
      await client.quit();
      const url = redis.url.replace('//', '//sluice:change-me@');
      return noted(redis, { url, stop: () => redis.stop() });
    }
    default:
      throw new Error('SLUICE_TEST_REDIS is one, sentinel, cluster or rights');
  }
}

/** The ACL line of docs/redis.md: name and rules. */
export function documentedUser(): [name: string, ...rules: string[]] {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'redis.md'), 'utf8');
  const [name = '', ...rules] = /^user (sluice .*)$/m.exec(page)?.[1]?.split(' ') ?? [];
  return [name, ...rules];
}

export function urlOf(redis: TestRedis): string {
  return surroundings.get(redis)?.url ?? redis.url;
}

export async function stopAll(redis: TestRedis): Promise<void> {
  await (surroundings.get(redis)?.stop() ?? redis.stop());
}

function noted(redis: TestRedis, about: Surroundings): TestRedis {
  surroundings.set(redis, about);
  return redis;
}
