import { systemClock, type Clock } from './clock';
import type { EngineParts, WorkerEngineOptions } from './engine-parts';
import { Faults } from './fault';
import type { WorkerInfo } from './worker-info';
import { NamespaceWorker } from './namespace-worker';
import { Outstanding } from './outstanding';
import { Prefetch } from './prefetch';
import { systemRandom } from './random';
import { RunQueue } from './run-queue';
import { Slots } from './slots';
import { eventLoopTick } from './tick';
import { newWorkerId, Nonces } from './worker-id';

/** How long handlers get to react to their AbortSignal before their jobs are handed back (ms). */
const REACTION_MS = 250;

const FLUSH_MS = 1_000;
const RETIRE_MS = 500;

/**
 * A worker: claims jobs of its namespaces, runs their handlers, settles the outcomes, and does its share of
 * the cluster's housekeeping (due jobs, lapsed leases, retention).
 *
 * Life: `start()` → `quiet()`: claims no more → `drained(ms)`: running jobs end by themselves →
 * `abort()`: the others are asked to stop and handed back, which costs no attempt → `stop()`: outcomes are
 * flushed, the loops end, the worker leaves the list of the living. Each step may be skipped (`stop()` alone
 * does all but wait) and repeated. None waits for the store longer than about a second.
 */
export class WorkerEngine {
  readonly id: string;
  private readonly outstanding = new Outstanding();
  private readonly workers: readonly NamespaceWorker[];
  private readonly clock: Clock;
  /** Monotonic ms; null: it does not drain. */
  private drainEndsAt: number | null = null;
  private state: 'new' | 'running' | 'draining' | 'stopped' = 'new';

  constructor(private readonly options: WorkerEngineOptions) {
    const { clock = systemClock, random = systemRandom, tick = eventLoopTick, events } = options;
    this.clock = clock;
    this.id = newWorkerId(random);
    const slots = new Slots(options.concurrency, tick);
    const parts: EngineParts = {
      options,
      ports: { clock, random, events },
      tick,
      slots,
      prefetch: new Prefetch(slots),
      runQueue: new RunQueue(options.concurrency, clock),
      nonces: new Nonces(this.id),
      faults: new Faults(options.failure, clock),
      describe: () => this.describe(),
    };
    this.workers = options.namespaces.map(
      (name) => new NamespaceWorker(options.stores.namespace(name), parts, this.outstanding),
    );
  }

  start(): void {
    if (this.state === 'new') {
      this.state = 'running';
      for (const worker of this.workers) {
        worker.start();
      }
    }
  }

  /** Attempts whose outcome is not settled. */
  get running(): number {
    return this.workers.reduce((sum, worker) => sum + worker.size, 0);
  }

  /**
   * Claims no more; jobs that wait for a handler, and those that claims in flight still bring, are handed back.
   *
   * @param graceMs how long running jobs will be waited for, for those who look
   */
  quiet(graceMs = 0): void {
    this.drainEndsAt ??= this.clock.monotonic() + graceMs;
    if (this.state !== 'stopped') {
      this.state = 'draining';
    }
    for (const worker of this.workers) {
      worker.quiet();
    }
  }

  /**
   * Waits until no job runs, no claim is in flight and all outcomes are settled; at most `deadlineMs`, or
   * until `signal` fires. @returns whether that is so.
   */
  drained(deadlineMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.outstanding.settled(this.clock, deadlineMs, signal);
  }

  /**
   * Asks the handlers that still run to stop (`DrainDeadlineError`), gives them a moment to do so, and hands
   * their jobs back. @returns how many handlers did not stop.
   */
  async abort(): Promise<number> {
    this.quiet();
    for (const worker of this.workers) {
      worker.abort();
    }
    if (this.handling > 0) {
      await this.drained(REACTION_MS);
    }
    const left = this.handling;
    for (const worker of this.workers) {
      worker.takeBack();
    }
    return left;
  }

  /** @returns whether every outcome reached the store; if not, the leases of the others lapse. */
  async stop(): Promise<boolean> {
    if (this.state === 'stopped') {
      return this.outstanding.count === 0;
    }
    await this.abort();
    const flushed = await this.drained(FLUSH_MS);
    this.state = 'stopped';
    for (const worker of this.workers) {
      worker.stop();
    }
    await this.retire();
    return flushed;
  }

  private retire(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(RETIRE_MS, resolve);
      // Unreachable: then the list of workers notices by the silence.
      const all = this.workers.map(({ store }) => store.retire(this.id).catch(() => undefined));
      void Promise.all(all).then(() => {
        cancel();
        resolve();
      });
    });
  }

  private describe(): WorkerInfo {
    const { name, version, concurrency, queues, handlers } = this.options;
    const state = this.state === 'running' ? 'running' : 'draining';
    const types = [...handlers.keys()];
    const left = this.drainEndsAt === null ? null : Math.max(0, this.drainEndsAt - this.clock.monotonic());
    return {
      ...{ id: this.id, name, version, slots: concurrency, running: this.handling, state, queues, types },
      ...(left === null ? {} : { drainLeftMs: Math.round(left) }),
    };
  }

  /** Handlers that run now. */
  private get handling(): number {
    return this.workers.reduce((sum, worker) => sum + worker.running, 0);
  }
}
