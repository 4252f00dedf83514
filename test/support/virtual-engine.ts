import type { WorkerEngineOptions } from '../../src/core/engine-parts';
import { EventHub } from '../../src/core/events';
import type { Handler } from '../../src/core/handler';
import type { JobRecord, NewJob } from '../../src/core/job';
import type { JobStore } from '../../src/core/job-store';
import { seededRandom } from '../../src/core/random';
import type { RetentionPolicy } from '../../src/core/retention';
import { WorkerEngine } from '../../src/core/worker-engine';
import { engineOptions, KEEP_ALL } from './engine-bed';
import { NO_LIMITS } from './job-builder';
import { ManualClock } from './manual-clock';
import { MemoryJobStores } from './memory-store/memory-job-store';
import { unreliableStores, type Fate, type Method } from './unreliable-store';

export interface Call {
  readonly method: Method;
  readonly args: readonly unknown[];
  readonly at: number;
}

/** Worker engines on the model, on a clock that the test moves: a minute passes in a few milliseconds. */
export class VirtualEngines {
  readonly clock = new ManualClock();
  readonly events = new EventHub();
  readonly calls: Call[] = [];
  /** What becomes of the engines' calls from now on. The test's own calls always work. */
  fate: (method: Method, namespace: string) => Fate | Promise<Fate> = () => 'ok';
  private readonly stores: MemoryJobStores;
  private readonly random = seededRandom(7);

  constructor(retention: RetentionPolicy = KEEP_ALL) {
    this.stores = new MemoryJobStores(this.clock, retention);
  }

  store(namespace = 'default'): JobStore {
    return this.stores.namespace(namespace);
  }

  start(
    handlers: Readonly<Record<string, Handler>>,
    chosen: Partial<WorkerEngineOptions> = {},
  ): WorkerEngine {
    const behind = {
      namespace: (name: string) =>
        unreliableStores(this.stores, (method, args) => {
          this.calls.push({ method, args, at: this.clock.monotonic() });
          return this.fate(method, name);
        }).namespace(name),
      probe: () => this.stores.probe(),
    };
    const { clock, events, random } = this;
    const engine = new WorkerEngine(
      engineOptions(behind, handlers, { clock, events, random, leaseMs: 30_000, ...chosen }),
    );
    engine.start();
    return engine;
  }

  async enqueue(...jobs: NewJob[]): Promise<void> {
    await this.store().enqueue(jobs, NO_LIMITS);
  }

  async job(id: string): Promise<JobRecord> {
    const found = await this.store().get(id);
    if (found === null) {
      throw new Error(`no job ${id}`);
    }
    return found;
  }

  callsOf(method: Method): readonly Call[] {
    return this.calls.filter((call) => call.method === method);
  }
}
