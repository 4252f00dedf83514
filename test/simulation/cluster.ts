import type { WorkerEngineOptions } from '../../src/core/engine-parts';
import type { JobStore } from '../../src/core/job-store';
import { WorkerEngine } from '../../src/core/worker-engine';
import { MemoryJobStore } from '../support/memory-store/memory-job-store';
import type { MemoryClock } from '../support/memory-store/memory-namespace';
import type { RetentionPolicy } from '../../src/core/retention';
import { Auditor } from './auditor';
import { Chance } from './chance';
import { Ledger } from './ledger';
import { Line } from './link';
import { Liveness } from './liveness';
import type { Plan, Step } from './plan';
import { Relations } from './relations';
import { SimClient } from './sim-client';
import { SimNamespace } from './sim-namespace';
import { SimNode, type WorkerStore } from './sim-node';
import { SIMULATION_START, SimProcess } from './sim-process';
import { StoreServer } from './store-server';
import { Trace } from './trace';
import { VirtualTime } from './virtual-time';

/** No request is on its way longer than this (ms). */
const STRAYS_MS = 65_000;

/** What is wrong on purpose in a simulation; nothing by default. */
export interface Variant {
  readonly namespace: (clock: MemoryClock, retention: RetentionPolicy) => SimNamespace;
  readonly store: (state: SimNamespace) => JobStore;
  /** What a worker takes for the store. */
  readonly workerStore: WorkerStore;
  readonly workerEngine: (options: WorkerEngineOptions) => WorkerEngine;
}

export const CORRECT: Variant = {
  namespace: (clock, retention) => new SimNamespace('default', clock, retention),
  store: (state) => new MemoryJobStore(state),
  workerStore: (store) => store,
  workerEngine: (options) => new WorkerEngine(options),
};

/** Builds a whole cluster for a plan and lets the steps of the plan happen to it. */
export class Cluster {
  readonly time = new VirtualTime();
  readonly ns: SimNamespace;
  readonly ledger = new Ledger(this.time);
  readonly auditor: Auditor;
  readonly relations: Relations;
  readonly liveness: Liveness;
  readonly trace: Trace;
  readonly nodes: readonly SimNode[];
  readonly client: SimClient;
  private readonly server: StoreServer;
  private readonly lines: Line[] = [];
  private faultsUntil = 0;

  constructor(
    readonly plan: Plan,
    variant: Variant,
    print?: (line: string) => void,
  ) {
    const { time } = this;
    const clock = {
      // Whole ms, as the store's clock has them.
      now: () => SIMULATION_START + Math.floor(time.now),
      after: (ms: number, task: () => void) => time.after(ms, task),
    };
    this.trace = new Trace(print);
    this.ns = variant.namespace(clock, plan.retention);
    this.auditor = new Auditor(this.ns, this.ledger);
    this.relations = new Relations(this.ns, this.ledger);
    this.server = new StoreServer(time, variant.store(this.ns), (method, args, answer) => {
      this.ledger.executed(method, args, answer);
      this.relations.executed(method, args, answer);
      this.auditor.afterStep();
      this.relations.afterStep();
    });
    this.nodes = plan.nodes.map(
      (machine) =>
        new SimNode(
          plan,
          machine,
          this.line(machine.name),
          this.ledger,
          variant.workerStore,
          variant.workerEngine,
        ),
    );
    this.client = new SimClient(new SimProcess(time, 'client'), this.line('client'), this.ledger);
    this.liveness = new Liveness(plan, this.ns, this.ledger, this.nodes);
  }

  private line(name: string): Line {
    const line = new Line(
      this.time,
      this.server,
      new Chance(this.plan.seed, this.plan.luck, name),
      this.trace,
    );
    this.lines.push(line);
    return line;
  }

  start(): void {
    for (const node of this.nodes) {
      node.boot();
    }
    for (const step of this.plan.steps) {
      this.time.after(step.at, () => this.take(step));
    }
  }

  /** Ends all faults that are under way. */
  calm(): void {
    this.trace.add(this.time.now, 'plan', 'calm');
    this.server.calm();
    this.client.line.calm();
    for (const node of this.nodes) {
      node.calm();
    }
    // Once no old change of settings can be on its way any more.
    this.time.after(STRAYS_MS, () => {
      for (const queue of this.ns.queues.keys()) {
        this.client.configure(queue, { paused: null, concurrency: null, rate: null });
      }
    });
  }

  /** Nothing is under way, and nothing may start now: only time has to pass. */
  get isIdle(): boolean {
    return (
      this.time.now >= this.faultsUntil &&
      this.ledger.running.size === 0 &&
      this.ns.turns.length === 0 &&
      this.client.pending === 0 &&
      this.lines.every(({ busy }) => busy === 0) &&
      this.nodes.every(({ draining }) => !draining) &&
      this.ns.unblocking.length === 0 &&
      // Who is blocked otherwise waits for a job that moves first.
      [...this.ns.queues.values()].every(
        (queue) => queue.set('in_progress').size === 0 && queue.parked.size === 0,
      )
    );
  }

  private take(step: Step): void {
    this.trace.add(this.time.now, 'plan', step.kind);
    const node = 'node' in step ? this.nodes.find(({ machine }) => machine.name === step.node) : undefined;
    const line = node?.line ?? this.client.line;
    switch (step.kind) {
      case 'enqueue':
        this.client.enqueue(step.jobs);
        break;
      case 'cancel':
        this.client.cancel(step.id);
        break;
      case 'redrive':
        this.client.redrive(step.id);
        break;
      case 'configure':
        this.client.configure(step.queue, step.settings);
        break;
      case 'crash':
        node?.crash(step.downMs);
        this.lasts(step.downMs);
        break;
      case 'drain':
        node?.drain(step.graceMs, step.downMs);
        break;
      case 'pause':
        node?.pause(step.ms);
        this.lasts(step.ms);
        break;
      case 'skew':
        node?.skew(step.skewMs);
        break;
      case 'partition':
        this.time.after(step.ms, line.partition(step.direction));
        this.lasts(step.ms);
        break;
      case 'weather':
        this.time.after(step.ms, line.change(step.weather));
        this.lasts(step.ms);
        break;
      case 'restart':
        this.server.crash();
        this.time.after(step.downMs, () => this.server.restart());
        this.lasts(step.downMs);
        break;
      case 'stall':
        this.server.stall(step.ms);
        this.lasts(step.ms);
        break;
    }
  }

  private lasts(ms: number): void {
    this.faultsUntil = Math.max(this.faultsUntil, this.time.now + ms);
  }
}
