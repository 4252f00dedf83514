import type { Counters } from './counters';
import type { QueueSettings } from './queue-settings';
import type { JobState } from './states';

export interface IndexProgress {
  /** Jobs of the queue that are in it. */
  readonly jobs: number;
  /** Whether all of them are, so that lists go by it. */
  readonly whole: boolean;
}

export interface QueueInfo {
  readonly queue: string;
  readonly settings: QueueSettings;
  /** How far its index is; null if it has none. */
  readonly index: IndexProgress | null;
  readonly counters: Counters;
  readonly states: Readonly<Record<JobState, number>>;
  /** Payload bytes of the jobs that are accepted and not yet final. */
  readonly bytes: number;
  /** Bytes of the kept outcomes. */
  readonly keptBytes: number;
  /** Since when it is paused (epoch ms); null if it is not. */
  readonly pausedAt: number | null;
  /** Who paused it, where that is known. */
  readonly pausedBy: string | null;
  /** When the `queued` job that came into the line before all others was accepted (epoch ms). */
  readonly oldestQueuedAt: number | null;
}
