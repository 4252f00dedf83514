import { CALLBACK_QUEUE, type JobError } from '../../../src/core/job';
import type { Counters, NamespaceCounts } from '../../../src/core/counters';
import type { Lease, SettleResult } from '../../../src/core/settlement';
import type { WorkerInfo } from '../../../src/core/worker-info';
import type { RetentionPolicy } from '../../../src/core/retention';
import type { FinalState, JobState } from '../../../src/core/states';
import type { Clock } from '../../../src/core/clock';
import { DedupKeys } from './dedup';
import { callBack } from './callbacks';
import { releaseDependents, stopWaiting, type Unblocking } from './dependencies';
import type { DrainSample } from './drain-estimate';
import type { MemoryJob } from './memory-job';
import { type AlarmKind, MemoryQueue, PRIORITY_STEP } from './memory-queue';
import { PlaceLine } from './place-line';
import { StartLog } from './start-log';
import { ALL_QUEUES, queueKey, WakeTokens } from './wake-tokens';

/** The model's time: chosen by the test, or the system's. */
export type MemoryClock = Pick<Clock, 'now' | 'after'>;

const ALARM_KINDS = [
  'expiry',
  'lease',
  'due',
  'group',
  'rate',
  'group_rate',
  'retention',
] as const satisfies readonly AlarmKind[];

/**
 * Everything that one namespace of the model knows, and the moves that several methods share.
 *
 * Invariants, after each step: a job is in exactly one state's set of its queue; `turns` holds exactly the
 * queues that are ready, in the order in which they are served. `touch` and `commit` keep the second: a step
 * touches the queues whose sets it changes, and commits before it looks at `turns`.
 */
export class MemoryNamespace {
  readonly jobs = new Map<string, MemoryJob>();
  readonly queues = new Map<string, MemoryQueue>();
  /** Queues that were deleted: they still count in the sums. */
  readonly deletedQueues: MemoryQueue[] = [];
  /** What is no index any more, by serial, with the sets that are left to remove. */
  readonly droppedIndexes: { readonly serial: number; sets: number }[] = [];
  /** Ready queues, the one to be served next in front. */
  turns: string[] = [];
  readonly tokens: WakeTokens;
  /** Who waits for room under the limit of jobs at once. */
  readonly places = new PlaceLine();
  readonly dedup = new DedupKeys();
  /** When the bucket of the enqueue rate is full again (epoch ms). */
  bucketFullAt = 0;
  /** The last look at how fast the namespace drains, made where it was full. */
  drain: DrainSample | null = null;
  /** The queues that the last claim of each worker and lane took jobs from, and when the leases end. */
  readonly claims = new Map<
    string,
    { readonly nonce: string; readonly queues: readonly MemoryQueue[]; readonly until: number }
  >();
  /** Cancel requests that a worker has not fetched, and until when they are kept. */
  readonly cancelRequests = new Map<string, { readonly leases: Lease[]; until: number }>();
  readonly workers = new Map<
    string,
    { readonly info: WorkerInfo; readonly seenAt: number; readonly retired: boolean }
  >();
  /** Who waits for a job, by its id, in the order of arrival. */
  readonly dependents = new Map<string, readonly MemoryJob[]>();
  /** What did not come through yet, the next in front. */
  readonly unblocking: Unblocking[] = [];
  /** Starts of groups by queue and group: what was counts also for a queue that was deleted and made again. */
  private readonly groupStarts = new Map<string, StartLog>();
  private seq = 0;
  private readonly toWake = new Set<MemoryQueue>();
  private readonly touched = new Set<MemoryQueue>();
  /** There may be room for others than before. */
  private hasRoom = false;

  constructor(
    readonly name: string,
    readonly clock: MemoryClock,
    readonly retention: RetentionPolicy,
    /** Most jobs at once, but for those of the service's own queues; null: any number. */
    public concurrency: number | null = null,
  ) {
    this.tokens = new WakeTokens(clock);
  }

  get now(): number {
    return this.clock.now();
  }

  /** The queue, made on first use. */
  queue(name: string): MemoryQueue {
    const queue = this.queues.get(name) ?? new MemoryQueue(name, this.now);
    this.queues.set(name, queue);
    return queue;
  }

  queueOf(job: MemoryJob): MemoryQueue {
    return this.queue(job.spec.queue);
  }

  startsOfGroup(queue: string, group: string): StartLog {
    const key = `${queue}|${group}`;
    const log = this.groupStarts.get(key) ?? new StartLog();
    this.groupStarts.set(key, log);
    return log;
  }

  nextSeq(): number {
    this.seq += 1;
    return this.seq;
  }

  /** The end of the line of a priority. */
  endOfLine(priority: number): number {
    return (100 - priority) * PRIORITY_STEP + this.nextSeq();
  }

  /** Fencing numbers for `n` attempts: the first of them. */
  fences(n: number): number {
    const first = this.seq + 1;
    this.seq += n;
    return first;
  }

  touch(queue: MemoryQueue): void {
    this.touched.add(queue);
  }

  move(job: MemoryJob, to: JobState, score: number): void {
    const queue = this.queueOf(job);
    const dueBefore = queue.alarm('due', this.retention);
    this.hasRoom ||= job.state === 'in_progress' && to !== 'in_progress';
    queue.move(job, to, score, this.now);
    this.touch(queue);
    this.announceDue(queue, dueBefore);
  }

  /** A worker that sleeps until the alarm it knows of must hear of an earlier one. */
  announceDue(queue: MemoryQueue, before: number | null): void {
    const due = queue.alarm('due', this.retention);
    if (due !== null && (before === null || due < before)) {
      this.wake(queue.name);
    }
  }

  wake(queue: string): void {
    const anyway = queue === CALLBACK_QUEUE;
    this.pushToken(ALL_QUEUES, anyway);
    this.pushToken(queueKey(queue), anyway);
  }

  /** None for who waits for room, unless there is something to do `anyway`. */
  pushToken(list: string, anyway = false): void {
    if (anyway || this.concurrency === null || !this.places.holdsBack(list)) {
      this.tokens.push(list);
    }
  }

  private dropToken(list: string): void {
    this.tokens.delete(list);
    if (this.concurrency !== null && this.places.leave(list)) {
      this.hasRoom = true;
    }
  }

  /** Workers of the queue have something to do that is no job of it. */
  wakeLater(queue: MemoryQueue): void {
    this.touch(queue);
    this.toWake.add(queue);
  }

  /** Brings `turns` up to date for the touched queues, in the order in which they were touched. */
  commit(): void {
    for (const queue of this.touched) {
      queue.groups.admitFreed(this);
      if (queue.isReady(this.now)) {
        if (!this.turns.includes(queue.name)) {
          this.turns.push(queue.name);
        }
        this.wake(queue.name);
      } else if (this.turns.includes(queue.name)) {
        this.turns = this.turns.filter((name) => name !== queue.name);
        this.dropToken(queueKey(queue.name));
        if (this.turns.length === 0) {
          this.dropToken(ALL_QUEUES);
        }
      }
    }
    this.touched.clear();
    for (const { name } of this.toWake) {
      this.wake(name);
    }
    this.toWake.clear();
    if (this.hasRoom && this.concurrency !== null) {
      this.places.giveRoom(this);
    }
    this.hasRoom = false;
  }

  /** The end of a step: what it made ready is told to waiters. */
  finishStep(): void {
    this.commit();
    this.tokens.deliver();
  }

  /** The job that runs under this lease, or the answer to who presents it. */
  held(lease: Lease): MemoryJob | Exclude<SettleResult, 'ok'> {
    const job = this.jobs.get(lease.id);
    if (job === undefined) {
      return 'gone';
    }
    if (job.state === 'in_progress' && job.token === lease.token) {
      return job;
    }
    return job.attempts.some((attempt) => attempt.token === lease.token) ? 'already' : 'lost';
  }

  /** Into a final state; `error` replaces the last failure's. */
  finish(job: MemoryJob, to: FinalState, error: JobError | null): void {
    if (job.waits) {
      stopWaiting(this, job);
    }
    job.error = error;
    job.token = null;
    job.cancelRequested = false;
    this.dedup.ended(job, to);
    this.queueOf(job).groups.leave(job);
    this.move(job, to, this.now);
    this.queueOf(job).count(to);
    releaseDependents(this, job, to);
    callBack(this, job);
  }

  /** Back to `queued`, in its old place. */
  returnToQueue(job: MemoryJob): void {
    job.token = null;
    this.move(job, 'queued', job.order);
  }

  schedule(job: MemoryJob, dueAt: number): void {
    job.token = null;
    this.queueOf(job).groups.rest(job);
    this.move(job, 'scheduled', dueAt);
  }

  /** A job that comes from elsewhere is to run: at the end of the line, or of its group where that is full. */
  enterLine(job: MemoryJob): 'queued' | 'blocked' {
    job.order = this.endOfLine(job.spec.priority);
    job.cameAt = this.now;
    if (this.queueOf(job).groups.enter(this, job)) {
      this.move(job, 'queued', job.order);
      return 'queued';
    }
    this.move(job, 'blocked', job.createdAt);
    return 'blocked';
  }

  park(job: MemoryJob): void {
    this.queueOf(job).parkedOf(job.spec.type).set(job, job.order);
    this.move(job, 'blocked', job.createdAt);
    this.queueOf(job).groups.lookAgain(this, job);
  }

  unlistParked(job: MemoryJob): void {
    const queue = this.queueOf(job);
    const set = queue.parkedOf(job.spec.type);
    set.delete(job);
    if (set.size === 0) {
      queue.parked.delete(job.spec.type);
    }
  }

  /** A waiting job ends without a start. */
  endWaiting(job: MemoryJob, to: 'failed' | 'cancelled', error: JobError | null): void {
    this.queueOf(job).expiry.delete(job);
    if (job.state === 'blocked' && !job.waits) {
      this.unlistParked(job);
    }
    this.finish(job, to, error);
  }

  /** Queues with an alarm of this kind by when it rings, then by name. */
  alarms(kind: AlarmKind): { readonly at: number; readonly queue: MemoryQueue }[] {
    return [...this.queues.values()]
      .flatMap((queue) => {
        const at = queue.alarm(kind, this.retention);
        return at === null ? [] : [{ at, queue }];
      })
      .sort((a, b) => a.at - b.at || (a.queue.name < b.queue.name ? -1 : 1));
  }

  nextAlarmMs(): number | null {
    if (this.unblocking.length > 0) {
      return 0;
    }
    let first = Infinity;
    for (const queue of this.queues.values()) {
      for (const kind of ALARM_KINDS) {
        first = Math.min(first, queue.alarm(kind, this.retention) ?? Infinity);
      }
    }
    return first === Infinity ? null : Math.max(0, first - this.now);
  }

  counts(): NamespaceCounts {
    const counters: Record<string, number> = {};
    const states: Record<string, number> = {};
    const none = new MemoryQueue('', 0);
    const all = [none, ...this.queues.values(), ...this.deletedQueues].filter(
      ({ name }) => !name.startsWith('sluice.'),
    );
    for (const queue of all) {
      addTo(counters, queue.counters);
      addTo(states, queue.stateSizes());
    }
    return {
      counters: counters as Record<keyof Counters, number>,
      states: states as Record<JobState, number>,
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }
}

function addTo(sums: Record<string, number>, more: object): void {
  for (const [name, n] of Object.entries(more) as [string, number][]) {
    sums[name] = (sums[name] ?? 0) + n;
  }
}
