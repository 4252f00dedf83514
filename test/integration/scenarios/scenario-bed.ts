import type { WorkerEngineOptions } from '../../../src/core/engine-parts';
import type { Handler } from '../../../src/core/handler';
import type { JobRecord, NewJob } from '../../../src/core/job';
import type { JobStore } from '../../../src/core/job-store';
import type { RetentionPolicy } from '../../../src/core/retention';
import { isFinal } from '../../../src/core/states';
import { WorkerEngine } from '../../../src/core/worker-engine';
import { RedisJobStores } from '../../../src/persistence/redis-job-stores';
import { mustBeSound } from '../../support/audit';
import { engineOptions, KEEP_ALL } from '../../support/engine-bed';
import { NO_LIMITS } from '../../support/job-builder';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';

const DURABLE = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
const BATCH = 500;

/** A durable Redis, and engines that stand for worker processes: each with connections of its own. */
export class ScenarioBed {
  private readonly open: RedisJobStores[] = [];
  private readonly engines: WorkerEngine[] = [];

  private constructor(
    readonly redis: TestRedis,
    /** The sender's own connection. */
    readonly store: JobStore,
  ) {}

  static async start(retention: RetentionPolicy = KEEP_ALL, args = DURABLE): Promise<ScenarioBed> {
    const redis = await TestRedis.start(args);
    const stores = new RedisJobStores({ url: redis.url, retention });
    await stores.open();
    const bed = new ScenarioBed(redis, stores.namespace('default'));
    bed.open.push(stores);
    return bed;
  }

  /** @param url by way of a proxy, if the scenario breaks this worker's connection. */
  async worker(
    handlers: Readonly<Record<string, Handler>>,
    chosen: Partial<WorkerEngineOptions> = {},
    { url = this.redis.url, retention = KEEP_ALL }: { url?: string; retention?: RetentionPolicy } = {},
  ): Promise<WorkerEngine> {
    const stores = new RedisJobStores({ url, retention });
    await stores.open();
    this.open.push(stores);
    const engine = new WorkerEngine(engineOptions(stores, handlers, { memory: stores.memory, ...chosen }));
    engine.start();
    this.engines.push(engine);
    return engine;
  }

  async enqueue(jobs: readonly NewJob[]): Promise<void> {
    for (let from = 0; from < jobs.length; from += BATCH) {
      const answers = await this.store.enqueue(jobs.slice(from, from + BATCH), NO_LIMITS);
      const other = answers.find(({ outcome }) => outcome !== 'created');
      if (other !== undefined) {
        throw new Error(`not created but ${JSON.stringify(other)}`);
      }
    }
  }

  async record(id: string): Promise<JobRecord> {
    const found = await this.store.get(id);
    if (found === null) {
      throw new Error(`no job ${id}`);
    }
    return found;
  }

  async untilFinal(id: string, withinMs: number): Promise<JobRecord> {
    await untilTrue(
      async () => {
        const [state] = await this.store.states([id]).catch(() => []);
        return state !== undefined && state !== null && isFinal(state);
      },
      withinMs,
      () => `${id} is final`,
    );
    return await this.record(id);
  }

  /** By the namespace's own counters: the outcomes may be gone already. */
  async untilCompleted(count: number, withinMs: number): Promise<void> {
    let seen = 0;
    await untilTrue(
      async () => {
        seen = await this.store.counts().then(
          ({ counters }) => counters.completed,
          () => seen,
        );
        return seen >= count;
      },
      withinMs,
      () => `${count} jobs complete; ${seen} did`,
    );
  }

  /** At the end of each scenario, with the audit: each job is in exactly one place. */
  async end(): Promise<void> {
    try {
      await mustBeSound(this.redis.url);
    } finally {
      await this.stop();
    }
  }

  private async stop(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.stop()));
    await Promise.all(this.open.map((stores) => stores.close()));
    await this.redis.stop();
  }
}
