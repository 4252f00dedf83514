import type { WorkerEngineOptions } from '../../src/core/engine-parts';
import { EventHub } from '../../src/core/events';
import type { Handler } from '../../src/core/handler';
import type { JobStore } from '../../src/core/job-store';
import { seededRandom, seedFrom } from '../../src/core/random';
import type { WorkerEngine } from '../../src/core/worker-engine';
import { engineOptions } from '../support/engine-bed';
import type { Ledger } from './ledger';
import type { Line } from './link';
import type { NodePlan, Plan } from './plan';
import { SimProcess } from './sim-process';
import { simulatedHandler } from './simulated-handler';

/** After a job killed its worker, the worker is started again this much later (ms). */
const RESTART_MS = 1_000;

export type WorkerStore = (store: JobStore, process: SimProcess) => JobStore;

/** A machine with a worker on it: one process after the other, each with an engine and an id of its own. */
export class SimNode {
  private life = 0;
  private process: SimProcess | null = null;
  private engine: WorkerEngine | null = null;
  /** When its last process began. */
  private bootedAt = 0;
  private skewMs = 0;
  /** When it last had no room. */
  private fullAt = 0;
  draining = false;

  constructor(
    private readonly plan: Plan,
    readonly machine: NodePlan,
    readonly line: Line,
    private readonly ledger: Ledger,
    private readonly workerStore: WorkerStore,
    private readonly workerEngine: (options: WorkerEngineOptions) => WorkerEngine,
  ) {}

  /** Starts a process where none lives. */
  boot(): void {
    if (this.process !== null) {
      return;
    }
    const { name, concurrency, clockRate, queues, types } = this.machine;
    const { seed, leaseMs, reapMs } = this.plan;
    this.life += 1;
    this.bootedAt = this.line.time.now;
    const process = new SimProcess(this.line.time, `${name}.${this.life}`, clockRate);
    process.skewMs = this.skewMs;
    const events = new EventHub();
    events.on('started', () => this.wasFull(0));
    // Told of when they no longer count.
    events.on('ended', ({ attempts }) => {
      this.wasFull(attempts.length);
      if (!process.isDead) {
        attempts.forEach((attempt) => this.ledger.attemptEnded(attempt));
      }
    });
    const handler = simulatedHandler(process, this.ledger, concurrency);
    const handlers = Object.fromEntries(types.map((type): [string, Handler] => [type, handler]));
    const stores = this.stores(process);
    const engine = this.workerEngine(
      engineOptions(stores, handlers, {
        ...{ concurrency, queues, leaseMs, reapMs, events, name: process.name },
        failure: { wishes: true, global: { rate: 0, seed: 0 }, crash: () => this.crash(RESTART_MS) },
        clock: process,
        tick: process.tick,
        random: seededRandom(seedFrom(seed, process.name)),
      }),
    );
    this.process = process;
    this.engine = engine;
    engine.start();
  }

  private stores(process: SimProcess) {
    const made = new Map<string, JobStore>();
    return {
      namespace: (name: string) => {
        const store = made.get(name) ?? this.workerStore(this.line.storeFor(process, name), process);
        made.set(name, store);
        return store;
      },
      probe: () => Promise.resolve(),
    };
  }

  /** SIGKILL; another process comes after `downMs`. */
  crash(downMs: number): void {
    if (this.process !== null) {
      this.end(this.process);
      this.line.time.after(downMs, () => this.boot());
    }
  }

  private end(process: SimProcess): void {
    process.kill();
    this.ledger.processDied(process);
    this.process = null;
    this.engine = null;
    this.draining = false;
  }

  /** SIGTERM: the engine's whole way down, then another process after `downMs`. */
  drain(graceMs: number, downMs: number): void {
    const { process, engine } = this;
    if (process !== null && engine !== null && !this.draining) {
      this.draining = true;
      process.enter(() => void this.shutDown(process, engine, graceMs, downMs));
    }
  }

  private async shutDown(
    process: SimProcess,
    engine: WorkerEngine,
    graceMs: number,
    downMs: number,
  ): Promise<void> {
    engine.quiet();
    await engine.drained(graceMs);
    await engine.abort();
    const flushed = await engine.stop();
    if (process.isDead) {
      return;
    }
    if (flushed) {
      this.ledger.drainedCleanly(engine.id);
    }
    this.end(process);
    this.line.time.after(downMs, () => this.boot());
  }

  pause(ms: number): void {
    const { process } = this;
    process?.freeze();
    this.line.time.after(ms, () => process?.thaw());
  }

  skew(ms: number): void {
    this.skewMs = ms;
    if (this.process !== null) {
      this.process.skewMs = ms;
    }
  }

  calm(): void {
    this.line.calm();
    this.process?.thaw();
    this.boot();
  }

  /** How long its process has been there (ms). */
  upForMs(): number {
    return this.engine === null ? 0 : this.line.time.now - this.bootedAt;
  }

  /** Whether it has no room with so many more than run. */
  private wasFull(more: number): void {
    if ((this.engine?.running ?? 0) + more >= this.machine.concurrency) {
      this.fullAt = this.line.time.now;
    }
  }

  /** For how long it could have started one more job, without a break (ms). */
  roomForMs(): number {
    const { engine } = this;
    if (engine === null || this.draining || engine.running >= this.machine.concurrency) {
      this.fullAt = this.line.time.now;
    }
    return this.line.time.now - this.fullAt;
  }

  /** Ends the last process for good. */
  async stop(): Promise<boolean> {
    const { engine } = this;
    if (engine === null) {
      return true;
    }
    engine.quiet();
    const flushed = await engine.stop();
    return flushed && engine.running === 0;
  }
}
