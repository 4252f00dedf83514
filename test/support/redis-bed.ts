import type { Redis } from 'ioredis';
import type { RetentionPolicy } from '../../src/core/retention';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import type { Scripts } from '../../src/persistence/script-source';
import { TEST_START } from './memory-bed';
import { TestRedis } from './redis-server';
import { scriptsOnTestClock, setTestClock } from './redis-test-clock';

/** A real Redis for tests that choose the time: namespaces whose scripts run on the test's clock. */
export class RedisBed {
  private readonly stores = new Map<string, RedisJobStores>();
  private opened = 0;

  private constructor(
    readonly server: TestRedis,
    /** For the test's own reads and writes. */
    readonly client: Redis,
    private readonly scripts: Scripts,
  ) {}

  static async start(scripts: Scripts = scriptsOnTestClock()): Promise<RedisBed> {
    const server = await TestRedis.start();
    return new RedisBed(server, server.client(), scripts);
  }

  async open(retention: RetentionPolicy) {
    const stores = await this.storesOf(retention);
    this.opened += 1;
    const namespace = `t${this.opened}`;
    let now = TEST_START;
    await setTestClock(this.client, namespace, now);
    return {
      namespace,
      store: stores.namespace(namespace),
      schedules: stores.schedules(namespace),
      now: () => now,
      advance: async (ms: number) => {
        now += ms;
        await setTestClock(this.client, namespace, now);
      },
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.stores.values()].map((stores) => stores.close()));
    await this.client.quit();
    await this.server.stop();
  }

  /** One set of connections for each policy. */
  /** Connections of their own, for a test that must not share them; by way of `url` if given. */
  openApart(retention: RetentionPolicy, url = this.server.url): RedisJobStores {
    return new RedisJobStores({ url, retention, scripts: this.scripts });
  }

  private async storesOf(retention: RetentionPolicy): Promise<RedisJobStores> {
    const key = JSON.stringify(retention);
    const known = this.stores.get(key);
    if (known !== undefined) {
      return known;
    }
    const stores = this.openApart(retention);
    this.stores.set(key, stores);
    // The readiness probe writes to the default namespace, by the same clock.
    await setTestClock(this.client, 'default', TEST_START);
    await stores.open();
    return stores;
  }
}
