import type { Redis } from 'ioredis';
import type { JobStore } from '../../../src/core/job-store';
import { audit } from '../../../src/persistence/audit/audit';
import type { AuditorOptions } from '../../../src/persistence/audit/auditor';
import type { AuditReport, Finding } from '../../../src/persistence/audit/finding';
import { namespacePrefix } from '../../../src/persistence/keys';
import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { KEEP_ALL } from '../../support/engine-bed';
import { claimRequest, newJob, NO_LIMITS, nonceOf } from '../../support/job-builder';
import { TestRedis } from '../../support/redis-server';

/** Namespaces on a real Redis, to be corrupted by hand and audited. */
export class AuditBed {
  private opened = 0;
  private namespace = 'n0';

  private constructor(
    readonly server: TestRedis,
    readonly client: Redis,
    readonly stores: RedisJobStores,
  ) {}

  static async start(): Promise<AuditBed> {
    const server = await TestRedis.start();
    const stores = new RedisJobStores({ url: server.url, retention: KEEP_ALL });
    await stores.open();
    return new AuditBed(server, server.client(), stores);
  }

  async stop(): Promise<void> {
    await this.stores.close();
    await this.client.quit();
    await this.server.stop();
  }

  /**
   * A fresh namespace with a job in each of the seven states, named by its state, some texts too long for a hash, and
   * a job that waits for another.
   */
  async seed(): Promise<JobStore> {
    this.opened += 1;
    this.namespace = `n${this.opened}`;
    const store = this.stores.namespace(this.namespace);
    const long = JSON.stringify('x'.repeat(2_000));
    await store.enqueue(
      ['completed', 'failed', 'in_progress'].map((id) => newJob(id, { payload: long })),
      NO_LIMITS,
    );
    const token = nonceOf('w', 1);
    await store.claim(claimRequest(token));
    await store.complete([{ id: 'completed', token, result: long, resultError: null }]);
    await store.fail([
      { id: 'failed', token, error: { code: 'broken', message: 'x'.repeat(2_000) }, retryInMs: null },
    ]);
    await store.extend([{ id: 'in_progress', token, leaseMs: 60_000, progress: '{"done":1}' }]);
    const lines = [{ ageMs: 0, text: 'a line' }];
    await store.log([{ id: 'in_progress', token, offset: 0, lines }], { lines: 10, bytes: 1_000 });
    await store.enqueue([newJob('blocked', { type: 'unknown' }), newJob('cancelled')], NO_LIMITS);
    await store.cancel(['cancelled']);
    await store.claim(claimRequest(nonceOf('w', 2)));
    await store.enqueue(
      [
        newJob('scheduled', { delayMs: 600_000, ttlMs: 900_000, tags: ['t'] }),
        newJob('queued', {
          payload: long,
          dedup: { key: 'held', until: 'finished', ttlMs: null },
        }),
        newJob('let-in', { queue: 'second', group: 'g' }),
        newJob('grouped', { queue: 'second', group: 'g' }),
        newJob('other', { queue: 'second', ttlMs: 900_000 }),
        newJob('child', { queue: 'second', dependsOn: ['other', 'completed'] }),
      ],
      NO_LIMITS,
    );
    await this.seedSchedules();
    return store;
  }

  /** One with a slot to come, one that is paused, and one whose slot is due and held. */
  private async seedSchedules(): Promise<void> {
    const schedules = this.stores.schedules(this.namespace);
    const { now } = await schedules.get('active');
    for (const name of ['active', 'paused', 'held']) {
      await schedules.put({
        ...{ name, definition: '{}', payload: 'null', digest: 'x'.repeat(16), paused: name === 'paused' },
        ...{ nextSlot: name === 'held' ? now : now + 600_000, expected: null },
      });
    }
    const holding = { kind: 'hold', name: 'held', version: 'x'.repeat(16), expected: now } as const;
    await schedules.fire({ ...holding, holdMs: 60_000 });
  }

  /** Waiting jobs besides. */
  async fill(store: JobStore, jobs: number): Promise<void> {
    for (let from = 0; from < jobs; from += 500) {
      const some = Array.from({ length: Math.min(500, jobs - from) }, (_, i) => newJob(`more-${from + i}`));
      await store.enqueue(some, NO_LIMITS);
    }
  }

  /** Indexes all that a queue has, by everything. Returns the full names of the keys of its index. */
  async index(queue: string): Promise<(set: string) => string> {
    const store = this.stores.namespace(this.namespace);
    await store.configureQueue(queue, { index: ['created', 'type', 'tag'] });
    while ((await store.index(500)).more);
    const gen = await this.client.hget(this.key(`q:${queue}:config`), 'index_gen');
    return (set) => this.key(`index:${gen}:${set}`);
  }

  /** The full name of a key of the namespace. */
  readonly key = (name: string): string => namespacePrefix(this.namespace) + name;

  /** Everything that the namespace holds, for comparison. */
  async dump(): Promise<readonly (readonly [string, string])[]> {
    const keys = (await this.client.keys(this.key('*'))).sort();
    return Promise.all(
      keys.map(async (key) => [key, (await this.client.dumpBuffer(key)).toString('hex')] as const),
    );
  }

  /** Replaces characters of a job's state record, from a position (counted from 1, as docs/storage.md does). */
  async overwrite(id: string, from: number, text: string): Promise<void> {
    const s = await this.client.hget(this.key(`job:${id}`), 's');
    const record = s ?? '';
    await this.client.hset(
      this.key(`job:${id}`),
      's',
      record.slice(0, from - 1) + text + record.slice(from - 1 + text.length),
    );
  }

  audit(options: Partial<AuditorOptions> = {}, namespace = this.namespace): Promise<AuditReport> {
    return audit(this.server.url, namespace, options);
  }

  async findings(options: Partial<AuditorOptions> = {}): Promise<readonly Finding[]> {
    return (await this.audit(options)).findings;
  }
}
