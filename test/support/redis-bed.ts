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

  async open(retention: RetentionPolicy, concurrency: number | null = null) {
    const stores = await this.storesOf(retention, concurrency);
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

  /** The same namespace, as a process sees it that is configured in another way. */
  async reopen(namespace: string, retention: RetentionPolicy, concurrency: number | null) {
    return (await this.storesOf(retention, concurrency)).namespace(namespace);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.stores.values()].map((stores) => stores.close()));
    await this.client.quit();
    await this.server.stop();
  }

  /** Connections of their own, for a test that must not share them; by way of `url` if given. */
  openApart(
    retention: RetentionPolicy,
    url = this.server.url,
    namespaceConcurrency: number | null = null,
  ): RedisJobStores {
    return new RedisJobStores({ url, retention, namespaceConcurrency, scripts: this.scripts });
  }

  /** One set of connections for each set of rules. */
  private async storesOf(retention: RetentionPolicy, concurrency: number | null): Promise<RedisJobStores> {
    const key = JSON.stringify([retention, concurrency]);
    const known = this.stores.get(key);
    if (known !== undefined) {
      return known;
    }
    const stores = this.openApart(retention, this.server.url, concurrency);
    this.stores.set(key, stores);
    // The readiness probe writes to the default namespace, by the same clock.
    await setTestClock(this.client, 'default', TEST_START);
    await stores.open();
    return stores;
  }
}
