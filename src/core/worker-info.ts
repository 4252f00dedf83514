import type { QueueSelection } from './claim';
import type { Lease } from './settlement';

export interface WorkerInfo {
  /** WORKER_ID_LENGTH characters of `0-9a-z`, new for each process. */
  readonly id: string;
  /** For people: the host or pod, and the process. */
  readonly name: string;
  readonly version: string;
  readonly slots: number;
  readonly running: number;
  readonly state: 'running' | 'draining';
  readonly queues: QueueSelection;
  /** Types of jobs that it has handlers for. */
  readonly types: readonly string[];
  /** It claims over HTTP; left out: it is a process of the service itself. */
  readonly kind?: 'remote';
  /** It is lost when it was not heard of for this long (ms). Left out: {@link WORKER_ALIVE_MS}. */
  readonly aliveMs?: number;
  /** It drains, and hands back what it still runs this long after it said so (ms). Left out: it does not. */
  readonly drainLeftMs?: number;
}

/** What is told of a remote worker; {@link WorkerInfo.id} and, where there is news, the rest. */
export interface Announcement {
  readonly id: string;
  readonly info: WorkerInfo | null;
}

/** A worker that was not heard of for this long is lost (ms). */
export const WORKER_ALIVE_MS = 15_000;

/** Lost workers are listed for this long (ms). */
export const WORKER_KEPT_MS = 600_000;

/** A worker as the store knows it; what it says of itself may be some seconds old. */
export interface WorkerRecord extends WorkerInfo {
  /** Epoch ms. */
  readonly lastSeenAt: number;
  /** Heard of in the last {@link WORKER_ALIVE_MS}, or in its own {@link WorkerInfo.aliveMs}. */
  readonly alive: boolean;
}

export interface AttendAnswer {
  /** Attempts that somebody asked to cancel. */
  readonly cancelled: readonly Lease[];
  readonly nextAlarmMs: number | null;
}
