import type { ClaimAnswer, ClaimRequest, QueueSelection } from './claim';
import type { CancelAnswer, RedriveAnswer, RescheduleAnswer, Rescheduling } from './control-answer';
import type { NamespaceCounts } from './counters';
import type { Dependency } from './dependency';
import type { EnqueueAllAnswer, EnqueueAnswer, EnqueueLimits } from './enqueue-answer';
import type { JobRecord, NewJob } from './job';
import type { JobFacts } from './job-facts';
import type { JobPage, ListQuery } from './job-listing';
import type { LogAnswer, LogLimits, LogPage, LogQuery, LogWrite } from './log-lines';
import type { DeleteQueueAnswer, PurgeableState, PurgeAnswer } from './purge';
import type { QueueInfo } from './queue-info';
import type { QueueSettings } from './queue-settings';
import type {
  Completion,
  ExtendAnswer,
  Extension,
  Failure,
  FollowAnswer,
  Lease,
  SettleAnswer,
  Snooze,
} from './settlement';
import type { JobState } from './states';
import type { Announcement, AttendAnswer, WorkerInfo, WorkerRecord } from './worker-info';

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
   * Writes lines to the logs of running jobs; what is over the limits goes, the oldest first. A job's log stays with
   * it over all its attempts, also when it is driven again, and goes with it; its bytes count as the outcome's. A
   * store that is out of memory refuses (`StoreFullError`): logs are the first thing to do without.
   */
  log(writes: readonly LogWrite[], limits: LogLimits): Promise<LogAnswer[]>;

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
   * Sees to the index of a queue that lacks jobs, looking at up to `max` of them, and removes as much of those that
   * are none any more. `moved` are jobs that were put in. Does nothing to a store that is out of memory but remove.
   */
  index(max: number): Promise<SweepAnswer>;

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

  /** Lines that handlers of the job wrote, by their number; null where there is no such job. */
  logOf(id: string, query: LogQuery): Promise<LogPage | null>;

  /**
   * What a job depends on, in the order as sent, from number `offset` on, at most MAX_BATCH of them. Empty behind the
   * end, for a job without dependencies, and where there is no such job.
   */
  dependencies(id: string, offset: number): Promise<Dependency[]>;

  /** The state of each job, null where there is none. */
  states(ids: readonly string[]): Promise<(JobState | null)[]>;

  /**
   * One page of a listing; looks at a bounded number of jobs, so a page may be short and not the last. The list of one
   * queue goes by its index, if that is whole and there are fewer jobs to look at than otherwise. A list that began
   * with an index which is whole no more goes on without it, and misses and repeats nothing that stays.
   */
  list(query: ListQuery): Promise<JobPage>;

  /** The namespace's sums, kept as they change: the cost does not depend on the number of jobs. */
  counts(): Promise<NamespaceCounts>;

  /**
   * Sets or (with null) removes a queue's own settings, and makes the queue if there is none. With `expected`
   * only if the settings are these still (or as wanted already): else nothing changes and the answer is false.
   *
   * @param by name of who asks, of the characters of an API key's name: told of a pause, and with its event
   */
  configureQueue(
    queue: string,
    settings: Partial<QueueSettings>,
    expected?: QueueSettings,
    by?: string | null,
  ): Promise<boolean>;

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
   * Up to MAX_BATCH workers that did not retire and were heard of in the last `WORKER_KEPT_MS` (worker-info.ts), the
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

export interface SweepAnswer {
  /** Jobs moved or removed. */
  readonly moved: number;
  /** True if work of this kind is still due. */
  readonly more: boolean;
}
