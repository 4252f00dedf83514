import type { JobEventName } from './job-event';
import type { ClaimedJob, JobError } from './job';
import type { EnqueueAnswer } from './enqueue-answer';
import type { SettleResult } from './settlement';
import type { JobState } from './states';

export interface ChangedJob {
  readonly id: string;
  /** null: this process does not know. */
  readonly job: Pick<ClaimedJob, 'queue' | 'type' | 'attempt' | 'createdAt' | 'startedAt'> | null;
  readonly errorCode: string | null;
}

/** An attempt that ended here, and whose outcome was offered to the store. */
export interface EndedAttempt {
  readonly job: ClaimedJob;
  /** It was among the `started` before; false: handed back without its handler. */
  readonly began: boolean;
  readonly outcome: 'completed' | 'failed' | 'snoozed' | 'released';
  readonly error: JobError | null;
  readonly durationMs: number;
  /** `ok` and `already`: recorded. `lost`, `gone`: somebody else has the job, or nobody. */
  readonly settled: SettleResult;
  /** Where the job went, where the store said so. */
  readonly state: JobState | null;
}

/**
 * What happens in this process, for metrics, logs and streams to subscribe to. The core knows none of them. What
 * happens to many jobs at once is told at once: to tell of each by itself costs more than most jobs have to do.
 */
export interface SluiceEvents {
  enqueued: {
    readonly namespace: string;
    readonly id: string;
    readonly queue: string;
    readonly type: string;
    readonly outcome: EnqueueAnswer['outcome'];
  };
  /** Their handlers are called next; at least one. */
  started: { readonly namespace: string; readonly jobs: readonly ClaimedJob[] };
  /** At least one. */
  ended: { readonly namespace: string; readonly attempts: readonly EndedAttempt[] };
  /** Something happened, by a request, to jobs that this process does not run. */
  changed: {
    readonly namespace: string;
    readonly event: JobEventName;
    readonly jobs: readonly ChangedJob[];
  };
  leaseLost: { readonly namespace: string; readonly job: ClaimedJob };
  cancelSignalled: { readonly namespace: string; readonly job: ClaimedJob };
  /** The times of a schedule could not be worked out, or its job not be made; it is looked at again later. */
  scheduleUnreadable: { readonly namespace: string; readonly name: string; readonly error: unknown };
  /** A loop could not reach the store; sent once when it begins, and again after each 30 s. */
  storeTrouble: { readonly where: string; readonly error: unknown };
  storeRecovered: { readonly where: string; readonly afterMs: number };
  swept: {
    readonly namespace: string;
    readonly duty: 'promote' | 'reap' | 'trim' | 'index';
    readonly moved: number;
  };
}

export type EventName = keyof SluiceEvents;
export type Listener<N extends EventName> = (event: SluiceEvents[N]) => void;

/** Typed, synchronous, in this process. A listener that throws does not hurt the others or the sender. */
export class EventHub {
  private readonly listeners = new Map<EventName, Set<(event: never) => void>>();

  /** @returns a function that ends the subscription. */
  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  }

  emit<N extends EventName>(name: N, event: SluiceEvents[N]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        (listener as Listener<N>)(event);
      } catch (error) {
        // Not this process's work to die of a failing observer; but it must not go unnoticed either.
        queueMicrotask(() => process.emitWarning(error instanceof Error ? error : String(error)));
      }
    }
  }
}
