import type { JobRecord } from './job';
import type { WorkerRecord } from './worker-info';

/** The span in which finished jobs are counted, to know how fast a queue drains (ms). */
export const DRAIN_WINDOW_MS = 60_000;

/** Why a job of a group is `blocked`. */
export interface GroupFacts {
  readonly group: string;
  /** Most jobs of the group that may have a place. */
  readonly limit: number;
  /** Jobs of the group that get a place first. */
  readonly ahead: number;
  /** How many have a place, and up to {@link MAX_NAMED_HOLDERS} of them, by id. */
  readonly held: number;
  readonly heldBy: readonly string[];
  /** Whether the job itself is one of these: then it only waits for the rate of its group. */
  readonly placed: boolean;
}

export const MAX_NAMED_HOLDERS = 10;

/** What a store knows about why a job is where it is; all of it as of one moment. */
export interface JobFacts {
  readonly job: JobRecord;
  /** The store's clock (epoch ms). */
  readonly now: number;
  /** Whether the job's queue is paused, and since when if that is known. */
  readonly paused: boolean;
  readonly pausedAt: number | null;
  /** Most jobs of the queue at once; null: any number. */
  readonly concurrency: number | null;
  /** Jobs of the queue that run now. */
  readonly running: number;
  /** Jobs of the queue that go first; null unless the job is `queued`. */
  readonly ahead: number | null;
  /** Put aside in `blocked` since a claimer did not know its type. */
  readonly parked: boolean;
  /** What the job waits for in its group; null unless it waits for a place there. */
  readonly group: GroupFacts | null;
  /** When the queue's rate has room for a start again (epoch ms); null: it has, or the queue has none. */
  readonly rateAt: number | null;
  /** The same for the rate of the job's group. */
  readonly groupRateAt: number | null;
  /** Most jobs of the whole namespace at once (null: any number), and those that run now. */
  readonly namespace: { readonly concurrency: number | null; readonly running: number };
  /** Kept outcomes of the last minute, and the span that they are of (at least a second). */
  readonly finished: number;
  readonly finishedInMs: number;
  /** Those that are alive. */
  readonly workers: readonly WorkerRecord[];
}
