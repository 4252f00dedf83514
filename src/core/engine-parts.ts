import type { Clock } from './clock';
import type { EventHub } from './events';
import type { Faults, FaultOptions } from './fault';
import type { FollowUpReader } from './follow-up';
import type { HandlerMap } from './handler';
import type { LogPolicy } from './log-lines';
import type { QueueSelection } from './claim';
import type { JobStores } from './job-store';
import type { WorkerInfo } from './worker-info';
import type { RandomSource } from './random';
import type { MemoryGauge } from './retention-keeper';
import type { Prefetch } from './prefetch';
import type { RunQueue } from './run-queue';
import type { Slots } from './slots';
import type { LoopPorts } from './store-trouble';
import type { Tick } from './tick';
import type { Nonces } from './worker-id';

export interface WorkerEngineOptions {
  readonly stores: JobStores;
  readonly namespaces: readonly string[];
  readonly queues: QueueSelection;
  readonly handlers: HandlerMap;
  /** Default: handlers may leave no follow-ups behind. */
  readonly readFollowUp?: FollowUpReader;
  /** Jobs at once, over all namespaces. */
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly reapMs: number;
  readonly maxResultBytes: number;
  /** Of what handlers write. Default: DEFAULT_LOG_POLICY (log-lines.ts). */
  readonly log?: LogPolicy;
  readonly failure: FaultOptions;
  readonly memory: MemoryGauge;
  readonly events: EventHub;
  /** For people: the host or pod, and the process. */
  readonly name: string;
  readonly version: string;
  /** Defaults: those of the system. */
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly tick?: Tick;
}

/** What the parts of one engine share. */
export interface EngineParts {
  readonly options: WorkerEngineOptions;
  readonly ports: LoopPorts;
  readonly tick: Tick;
  readonly slots: Slots;
  readonly prefetch: Prefetch;
  readonly runQueue: RunQueue;
  readonly nonces: Nonces;
  readonly faults: Faults;
  readonly describe: () => WorkerInfo;
}
