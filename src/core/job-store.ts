import type { Dependency } from './dependency';
import type { ClaimedJob, JobError, JobRecord, JobSummary, NewJob } from './job';
import type { DeleteQueueAnswer, PurgeableState, PurgeAnswer } from './purge';
import type { FinalState, JobState } from './states';

/**
 * The one door to storage. A `JobStore` is one namespace: a queue system of its own.
 *
 * The rules that every store keeps, and that the contract suite holds it to:
 *
 * 1. Each method is atomic for each job: it happened whole or not at all, and concurrent calls behave as if
 *    they had come one after the other.
 * 2. Time is the store's own clock. Callers give durations, or moments that a user chose.
 * 3. A write about an attempt presents the attempt's token. If the job is not running under that token, the
 *    write changes nothing (`lost`); if that attempt was recorded already, the answer is `already`.
 * 4. Work in one call is bounded ({@link MAX_BATCH}); a larger list of jobs is the caller's to split.
 * 5. Every method may be sent again after an answer that got lost: enqueue is known by the job's id, claim by
 *    its nonce, settlements by the token.
 *
 * All methods reject with `StoreUnavailableError` when the store does not answer or refuses writes (and
 * `enqueue` and `redrive` with `StoreFullError` when it is out of memory). What happened then is unknown.
 */
export interface JobStore {
  readonly namespace: string;

  /**
   * Accepts jobs, each on its own. Limits are checked in the step that stores, so that concurrent senders
   * cannot go over them by one. A job whose id is in use is never stored again and takes no room or rate; nor is
   * one whose dedup key another job holds. A job whose group has as many jobs `queued` and `in_progress` as it may
   * have is `blocked`; when one of those ends, the job of the group that came first becomes `queued`, at the end of
   * the line of its priority: groups take turns.
   *
   * A job may depend on jobs that are there, in any state, also on earlier ones of the same call: never on itself
   * or on a later one, so there are no cycles. It is `blocked` until all of them completed (with the policy `run`:
   * are final), and then goes to the end of the line, or to `scheduled` if it is not due. With another policy, one
   * that did not complete ends it, with DEPENDENCY_FAILED. What ends of dependencies do comes in bounded steps: by
   * `promote`, and by `claim`. The end that came through counts, whatever becomes of the dependency later.
   *
   * The end of a job with a `callbackUrl` makes, in the same step and past all limits, a job of type `http` in
   * CALLBACK_QUEUE that tells of it; another end after a redrive makes another one.
   */
  enqueue(jobs: readonly NewJob[], limits: EnqueueLimits): Promise<EnqueueAnswer[]>;

  /**
   * The same for jobs that belong together: either none of them is refused, or nothing is stored and the answer
   * tells of the first one that would be. They may depend on each other, in order. A full queue makes no room
   * for them, whatever its `overflow` says. Rejects more than {@link MAX_BATCH} jobs with a RangeError.
   */
  enqueueAll(jobs: readonly NewJob[], limits: EnqueueLimits): Promise<EnqueueAllAnswer>;

  /**
   * Starts attempts of up to `max` ready jobs: the highest priority first, then the earliest accepted. Serves
   * a few due alarms first, so that due retries, lapsed leases and expired jobs need no other process.
   * Queues that are paused, at their concurrency or at their rate are left alone. A job of a type that is not in `types` is
   * put aside in `blocked`, with no attempt spent, until a claim names its type; then it goes first.
   * The same nonce again gives the same jobs again, as far as they still run under it with the lease that it
   * gave: who sends it again has had no answer, so cannot have renewed one.
   */
  claim(request: ClaimRequest): Promise<ClaimAnswer>;

  /** Records results: the jobs become `completed`. One that was asked to cancel completes all the same. */
  complete(completions: readonly Completion[]): Promise<SettleAnswer[]>;

  /**
   * Records one result and stores the jobs that follow, in one step and past all limits (MAX_FOLLOW_UPS of them, with
   * MAX_FOLLOW_UP_DEPENDENCIES in all). They may depend on the job that completes, and on each other. One that
   * is there already with the same content is not stored again. If one cannot be stored, nothing changes.
   */
  follow(completion: Completion, followUps: readonly NewJob[]): Promise<FollowAnswer>;

  /**
   * Records failures. The job becomes `scheduled` for a retry after `retryInMs`, or `failed` if that is null
   * or its retries are used up, or `cancelled` if that was asked for.
   */
  fail(failures: readonly Failure[]): Promise<SettleAnswer[]>;

  /** Ends attempts with "later": `scheduled`, no retry spent; `failed` (`snooze_limit`) after MAX_SNOOZES. */
  snooze(snoozes: readonly Snooze[]): Promise<SettleAnswer[]>;

  /**
   * Hands leases back: the jobs become `queued` in their old place and the start does not count. A job that
   * was asked to cancel becomes `cancelled`.
   */
  release(leases: readonly Lease[]): Promise<SettleAnswer[]>;

  /** Renews leases (heartbeat), stores progress, and says which jobs are to be cancelled. */
  extend(extensions: readonly Extension[]): Promise<ExtendAnswer[]>;

  /**
   * Cancels jobs. A waiting one becomes `cancelled` at once. A running one stays `in_progress` with
   * `cancelRequested` until its worker answers or its lease lapses; its worker is told by `attend`.
   */
  cancel(ids: readonly string[]): Promise<CancelAnswer[]>;

  /**
   * Failed or cancelled → `queued`, at the end of the line, or `blocked`, at the end of its group, where that is full;
   * with fresh retries, lapses and snoozes.
   */
  redrive(ids: readonly string[]): Promise<RedriveAnswer[]>;

  /**
   * Changes when a waiting job may start, its priority, or both. A scheduled one whose time has come with that
   * is queued at once; a queued one with a time to come is scheduled. The time of a blocked job cannot be
   * changed (`wrong_state`), nor anything of one that runs or is final.
   */
  reschedule(id: string, change: Rescheduling): Promise<RescheduleAnswer>;

  /**
   * Removes jobs that are in one of these states, with all that is kept of them. One that waits is cancelled first: it
   * counts as cancelled, and those that depend on it hear of it.
   */
  purge(ids: readonly string[], states: readonly PurgeableState[]): Promise<PurgeAnswer[]>;

  /**
   * Moves up to `max` due jobs from `scheduled` to `queued` or to the end of their group; also fails those that
   * expired, and lets jobs in whose group got room by a change of settings.
   */
  promote(max: number): Promise<SweepAnswer>;

  /** Takes up to `max` jobs whose lease lapsed from their worker: `queued` in their old place, or an end. */
  reap(max: number): Promise<SweepAnswer>;

  /**
   * Removes up to `max` outcomes that the retention rules no longer keep. With `pressure` (memory is short)
   * the oldest `completed`, then `cancelled` outcomes go before their time, failed ones never.
   */
  trim(max: number, pressure: boolean): Promise<SweepAnswer>;

  /**
   * A worker's regular call: marks it alive, mends a lost wake token, and takes the cancel requests for jobs
   * that it runs (each is given once; `extend` repeats them).
   */
  attend(worker: WorkerInfo): Promise<AttendAnswer>;

  /**
   * Marks remote workers as heard of, and writes down what is known of them. One that is not on the list and
   * comes without a description stays unknown.
   */
  announce(workers: readonly Announcement[]): Promise<void>;

  /** Removes a worker that stops from the list of the living; its name stays known to the attempt history. */
  retire(workerId: string): Promise<void>;

  /**
   * Waits until there may be work for a worker of these queues, at most `timeoutMs`; also returns when
   * `signal` fires or the store is unreachable. May return early; never throws.
   */
  waitForWork(queues: QueueSelection, timeoutMs: number, signal: AbortSignal): Promise<void>;

  get(id: string): Promise<JobRecord | null>;

  /**
   * What a job depends on, in the order as sent, from number `offset` on, at most MAX_BATCH of them. Empty behind the
   * end, for a job without dependencies, and where there is no such job.
   */
  dependencies(id: string, offset: number): Promise<Dependency[]>;

  /** The state of each job, null where there is none. */
  states(ids: readonly string[]): Promise<(JobState | null)[]>;

  /** One page of a listing; looks at a bounded number of jobs, so a page may be short and not the last. */
  list(query: ListQuery): Promise<JobPage>;

  /** The namespace's sums, kept as they change: the cost does not depend on the number of jobs. */
  counts(): Promise<NamespaceCounts>;

  /**
   * Sets or (with null) removes a queue's own settings, and makes the queue if there is none. With `expected`
   * only if the settings are these still (or as wanted already): else nothing changes and the answer is false.
   */
  configureQueue(queue: string, settings: Partial<QueueSettings>, expected?: QueueSettings): Promise<boolean>;

  /**
   * A page of queues by name, starting after `after`; with `contains` only those with this text in their name,
   * for which the store may look at all names.
   */
  queues(after: string | null, max: number, contains?: string): Promise<QueueInfo[]>;

  /** One queue, null if there is none. */
  queue(name: string): Promise<QueueInfo | null>;

  /**
   * Removes a queue without jobs, with its settings, unless a living worker names it. What it counted stays in the
   * namespace's sums, which never go back.
   */
  deleteQueue(name: string): Promise<DeleteQueueAnswer>;

  /** All that tells why a job is where it is, as of one moment; null where there is no such job. */
  explain(id: string): Promise<JobFacts | null>;

  /**
   * Up to MAX_BATCH workers that did not retire and were heard of in the last {@link WORKER_KEPT_MS}, the
   * latest heard of first; of the remote ones only the living.
   */
  workers(): Promise<WorkerRecord[]>;

  /** Display names of workers, also of those that are gone (for a month); unknown ones are left out. */
  workerNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Gives the store of a namespace; the same object for the same name. */
export interface JobStores {
  namespace(name: string): JobStore;
  /** Makes a small write on the path that enqueues take; rejects as they would. For readiness. */
  probe(): Promise<void>;
}

/** Most jobs in one call. */
export const MAX_BATCH = 500;

export interface EnqueueLimits {
  /** Most waiting jobs in a queue, and most payload bytes of them; a queue's own settings win. */
  readonly maxDepth: number;
  readonly maxBytes: number;
  /** Accepted jobs a second for the namespace; 0: no limit. */
  readonly ratePerSecond: number;
  /** How many may come at once. */
  readonly rateBurst: number;
}

export type EnqueueAnswer =
  | { readonly outcome: 'created'; readonly state: JobState }
  /** The same job was sent before: `state` is where it is now, `queue` where it went. */
  | {
      readonly outcome: 'duplicate';
      readonly state: JobState;
      readonly queue: string;
      /** Id of the job that all this is about, where it is another: it holds the dedup key. */
      readonly holder?: string;
    }
  /** Of the dependencies these are not there (numbers in the list, from 0; the first twenty). Nothing was stored. */
  | { readonly outcome: 'unknown_dependency'; readonly indexes: readonly number[] }
  /** The id belongs to another job. */
  | { readonly outcome: 'conflict'; readonly state: JobState; readonly queue: string }
  /** `retryAfterMs`: when room is to be expected, by the rate at which the queue was drained lately. */
  | { readonly outcome: 'queue_full'; readonly limit: QueueLimit; readonly retryAfterMs: number }
  | { readonly outcome: 'rate_limited'; readonly retryAfterMs: number };

/** With `stored`, each job is `created` or a `duplicate`. `index` counts from 0. */
export type EnqueueAllAnswer =
  | { readonly outcome: 'stored'; readonly answers: readonly EnqueueAnswer[] }
  | { readonly outcome: 'refused'; readonly index: number; readonly answer: EnqueueAnswer };

/**
 * Why a queue is full: the number of waiting jobs, their bytes, or that the first in line of a priority waits
 * there for too long.
 */
export type QueueLimit = 'depth' | 'bytes' | 'age';

/**
 * All queues by turn, or named ones with weights: each has a share of the claim by its weight, and what an unready one
 * leaves goes to the others in the order given. Weight 0: no share, only what is left; where all have weight 0 the order
 * is strict, a queue is served when those before it have nothing ready.
 */
export type QueueSelection = '*' | readonly { readonly queue: string; readonly weight: number }[];

export interface ClaimRequest {
  /** New for each claim; becomes the token of all its jobs. {@link TOKEN_LENGTH} characters: the worker's id, then a count. */
  readonly nonce: string;
  /**
   * Which of the worker's claims that may be in flight together this is (0 to 9). A resend uses the lane of
   * the first try; a lane's next claim forgets the one before.
   */
  readonly lane: number;
  readonly types: readonly string[];
  readonly queues: QueueSelection;
  readonly max: number;
  readonly leaseMs: number;
}

export const WORKER_ID_LENGTH = 8;
export const TOKEN_LENGTH = 14;

export interface ClaimAnswer {
  readonly jobs: ClaimedJob[];
  /** Until something falls due that a claim would serve (ms), 0 for now, null for nothing. */
  readonly nextAlarmMs: number | null;
}

/** The right to write about one attempt. */
export interface Lease {
  readonly id: string;
  readonly token: string;
}

export interface Completion extends Lease {
  /** JSON text. null: the handler returned nothing. */
  readonly result: string | null;
  /** Why the result is missing although there was one (too large, not JSON); recorded as the job's error. */
  readonly resultError: JobError | null;
}

export interface Failure extends Lease {
  readonly error: JobError;
  /** Wait before the retry, jitter included (ms); null: do not retry. */
  readonly retryInMs: number | null;
}

export interface Snooze extends Lease {
  readonly delayMs: number;
}

export interface Extension extends Lease {
  readonly leaseMs: number;
  /** JSON text, at most {@link MAX_PROGRESS_BYTES}; null: no news. */
  readonly progress: string | null;
  /**
   * The lease never goes beyond this moment (epoch ms), and is not renewed from then on: the answer is `lost`.
   * A settlement is still taken while nobody else has the job. Left out: no limit.
   */
  readonly until?: number;
}

export const MAX_PROGRESS_BYTES = 512;

/**
 * - `ok`: recorded.
 * - `already`: an attempt record with this token exists; nothing is counted twice.
 * - `lost`: the job runs under another lease, or under none.
 * - `gone`: there is no such job (any more). After a resend: unknown, not lost.
 */
export type SettleResult = 'ok' | 'already' | 'lost' | 'gone';

export interface SettleAnswer {
  readonly result: SettleResult;
  /** Where the job went, with `ok`. */
  readonly state: JobState | null;
}

export type FollowAnswer =
  | SettleAnswer
  /** The follow-up's id is another job's, or it depends on a job that is not there: `id` is that job's. */
  | { readonly result: 'refused'; readonly reason: 'id_taken' | 'unknown_dependency'; readonly id: string };

export interface ExtendAnswer {
  readonly result: 'ok' | 'lost' | 'gone';
  readonly cancelRequested: boolean;
}

export type CancelAnswer =
  | { readonly result: 'cancelled' | 'cancel_requested' }
  | { readonly result: 'wrong_state'; readonly state: FinalState }
  | { readonly result: 'not_found' };

export type RedriveAnswer =
  /** `blocked`: its group is full. */
  | { readonly result: 'queued' | 'blocked' }
  | { readonly result: 'wrong_state'; readonly state: JobState }
  | { readonly result: 'not_found' };

/** Null: as it is. */
export interface Rescheduling {
  /** Its place among those of the new priority is by when it came. */
  readonly priority: number | null;
  /** From now by the store's clock (ms). */
  readonly delayMs: number | null;
  /** Epoch ms; only without `delayMs`. */
  readonly runAt: number | null;
}

export type RescheduleAnswer =
  { readonly result: 'ok' | 'wrong_state'; readonly state: JobState } | { readonly result: 'not_found' };

export interface SweepAnswer {
  /** Jobs moved or removed. */
  readonly moved: number;
  /** True if work of this kind is still due. */
  readonly more: boolean;
}

export interface WorkerInfo {
  /** {@link WORKER_ID_LENGTH} characters of `0-9a-z`, new for each process. */
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

export interface ListQuery {
  readonly queue: string | null;
  readonly state: JobState | null;
  readonly type: string | null;
  readonly tag: string | null;
  /** Epoch ms, inclusive and exclusive. */
  readonly createdAfter: number | null;
  readonly createdBefore: number | null;
  readonly pageSize: number;
  /** From the page before; null for the first page. */
  readonly pageToken: string | null;
  /** Fills in `payload`, `result`, `progress` and `attempts`. */
  readonly full: boolean;
}

export interface JobPage {
  /** In the order of queues by name, then of states, then the latest in the state's own order first. */
  readonly jobs: readonly (JobSummary | JobRecord)[];
  readonly nextPageToken: string | null;
  /** Jobs looked at for this page. */
  readonly scanned: number;
}

/** Counters that only grow, of a queue or a namespace. */
export interface Counters {
  readonly enqueued: number;
  /** Attempts started. */
  readonly started: number;
  /** Jobs that completed, failed for good, were cancelled. */
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Retries scheduled after failures. */
  readonly retried: number;
  /** Leases lost. */
  readonly lapsed: number;
  readonly snoozed: number;
  readonly released: number;
  /** Jobs of a full queue that gave way to others; they count as failed, too. */
  readonly dropped: number;
}

/** Queues whose name starts with `sluice.` are the service's own and are left out. */
export interface NamespaceCounts {
  readonly counters: Counters;
  readonly states: Readonly<Record<JobState, number>>;
}

/**
 * What a queue that is at its depth or bytes does for a new job. Only jobs in `queued` give way, each becomes
 * `failed` with the code `dropped`, at most 100 for one new job; none does for a job that is then refused.
 *
 * - `reject`: refuses it.
 * - `drop_oldest`: the oldest of the lowest priority gives way, unless that is higher than the new job's.
 * - `shed_low_priority`: the last in line gives way if it is of a lower priority than the new job.
 */
export const OVERFLOWS = ['reject', 'drop_oldest', 'shed_low_priority'] as const;

export type Overflow = (typeof OVERFLOWS)[number];

export interface QueueSettings {
  readonly paused: boolean | null;
  readonly maxDepth: number | null;
  readonly maxBytes: number | null;
  /** Most jobs of the queue that run at once. */
  readonly concurrency: number | null;
  /** Refuses new jobs while the first in line of any priority waits there for longer than this (ms). */
  readonly maxAgeMs: number | null;
  /** null: `reject`. */
  readonly overflow: Overflow | null;
  /** In place of the service's retention rules, each by itself (see `RetentionPolicy`). */
  readonly retentionMs: number | null;
  readonly retentionFailedMs: number | null;
  readonly retentionCount: number | null;
  readonly retentionBytes: number | null;
  /**
   * Most jobs of one group of the queue that are queued or run; null: 1. A group that has more, since the number was
   * lowered, gets none until enough of them ended; a raised one lets jobs in at once, in bounded steps.
   */
  readonly groupConcurrency: number | null;
  /**
   * `strict` or null: while a job waits for its retry or snooze, its group waits for it. `loose`: others of the
   * group go on, and it comes in at the end. Said of jobs that begin to wait from then on.
   */
  readonly groupOrder: GroupOrder | null;
  /** null: any number of starts. */
  readonly rate: StartRate | null;
}

/**
 * At most `limit` jobs of a queue start within any span of `perMs`, over all workers. A start counts whatever becomes
 * of it, also when it is handed back; a job that has to wait spends nothing.
 */
export interface StartRate {
  readonly limit: number;
  readonly perMs: number;
}

export const GROUP_ORDERS = ['strict', 'loose'] as const;

export type GroupOrder = (typeof GROUP_ORDERS)[number];

export interface QueueInfo {
  readonly queue: string;
  readonly settings: QueueSettings;
  readonly counters: Counters;
  readonly states: Readonly<Record<JobState, number>>;
  /** Payload bytes of the jobs that are accepted and not yet final. */
  readonly bytes: number;
  /** Bytes of the kept outcomes. */
  readonly keptBytes: number;
  /** Since when it is paused (epoch ms); null if it is not. */
  readonly pausedAt: number | null;
  /** When the `queued` job that came into the line before all others was accepted (epoch ms). */
  readonly oldestQueuedAt: number | null;
}

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
  /** Kept outcomes of the last minute, and the span that they are of (at least a second). */
  readonly finished: number;
  readonly finishedInMs: number;
  /** Those that are alive. */
  readonly workers: readonly WorkerRecord[];
}
