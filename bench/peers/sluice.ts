import { randomUUID } from 'node:crypto';
import type { EnqueueLimits } from '../../src/core/enqueue-answer';
import { EventHub } from '../../src/core/events';
import type { NewJob } from '../../src/core/job';
import { TickBatcher } from '../../src/core/tick-batcher';
import type { WorkerEngineOptions } from '../../src/core/engine-parts';
import { WorkerEngine } from '../../src/core/worker-engine';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { newJob } from '../../test/support/job-builder';
import type { Peer } from './peer';

export const LIMITS: EnqueueLimits = {
  maxDepth: 10_000_000,
  maxBytes: 1e12,
  ratePerSecond: 0,
  rateBurst: 1,
};
export const RETENTION = { ms: 86_400_000, failedMs: 86_400_000, count: 10_000_000, bytes: 1e12 };

export async function openStores(url: string): Promise<RedisJobStores> {
  const stores = new RedisJobStores({ url, retention: RETENTION });
  await stores.open();
  return stores;
}

export function benchJob(payload: object, delayMs = 0): NewJob {
  return newJob(randomUUID(), {
    type: 'noop',
    payload: JSON.stringify(payload),
    // Due when its sender meant, as with BullMQ; `delay_ms` would count from when Redis took it.
    ...(delayMs > 0 && { runAt: Date.now() + delayMs }),
  });
}

/** A worker as the service has it, with its settings. */
export function benchEngine(
  parts: Pick<WorkerEngineOptions, 'stores' | 'events' | 'handlers' | 'concurrency'> &
    Partial<Pick<WorkerEngineOptions, 'namespaces'>>,
): WorkerEngine {
  return new WorkerEngine({
    namespaces: ['default'],
    ...parts,
    queues: '*',
    leaseMs: 30_000,
    reapMs: 5_000,
    maxResultBytes: 262_144,
    failure: { wishes: false, global: { rate: 0, seed: 0 }, crash: () => undefined },
    memory: { pressure: () => Promise.resolve(false) },
    name: 'bench',
    version: '0',
  });
}

/** The engine without its HTTP: what the service's worker and API are made of. */
export class SluicePeer implements Peer {
  private stores: RedisJobStores | undefined;
  /** As the API does it: what arrives in one tick of the event loop goes to Redis together. */
  private readonly batcher = new TickBatcher((jobs: readonly NewJob[]) => this.store.enqueue(jobs, LIMITS));

  async open(redisPort: number): Promise<void> {
    this.stores = await openStores(`redis://127.0.0.1:${redisPort}`);
  }

  add(payload: object, delayMs: number): Promise<unknown> {
    return this.batcher.submit(benchJob(payload, delayMs));
  }

  addBulk(payloads: readonly object[]): Promise<unknown> {
    return this.store.enqueue(
      payloads.map((payload) => benchJob(payload)),
      LIMITS,
    );
  }

  work(concurrency: number, handler: (payload: object) => unknown, completed: () => void): void {
    const events = new EventHub();
    events.on('ended', ({ attempts }) => attempts.forEach(() => completed()));
    const handlers = new Map([['noop', (payload: unknown) => handler(payload as object)]]);
    benchEngine({ stores: this.opened, events, handlers, concurrency }).start();
  }

  async completed(): Promise<number> {
    return (await this.store.counts()).states.completed;
  }

  close(): Promise<void> {
    return this.opened.close();
  }

  private get store() {
    return this.opened.namespace('default');
  }

  private get opened(): RedisJobStores {
    if (this.stores === undefined) {
      throw new Error('not open');
    }
    return this.stores;
  }
}
