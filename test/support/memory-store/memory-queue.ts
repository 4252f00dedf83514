import type { Counters } from '../../../src/core/counters';
import type { QueueInfo } from '../../../src/core/queue-info';
import type { QueueSettings } from '../../../src/core/queue-settings';
import type { RetentionPolicy } from '../../../src/core/retention';
import { FINAL_STATES, isFinal, JOB_STATES, type JobState } from '../../../src/core/states';
import type { DrainSample } from './drain-estimate';
import { aged } from './ageing';
import { StartLog } from './start-log';
import { type MemoryJob, outcomeBytes } from './memory-job';
import { MemoryGroups } from './groups';
import type { MemoryIndex } from './search-index';
import { SortedJobs } from './sorted-jobs';

/** Order in `queued`: priority first, then arrival. */
export const PRIORITY_STEP = 2 ** 45;

export type AlarmKind = 'expiry' | 'lease' | 'due' | 'group' | 'rate' | 'group_rate' | 'retention';

const NO_COUNTS: Counters = {
  enqueued: 0,
  started: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  retried: 0,
  lapsed: 0,
  snoozed: 0,
  released: 0,
  dropped: 0,
};

export const NO_SETTINGS: QueueSettings = {
  paused: null,
  maxDepth: null,
  maxBytes: null,
  concurrency: null,
  maxAgeMs: null,
  overflow: null,
  retentionMs: null,
  retentionFailedMs: null,
  retentionCount: null,
  retentionBytes: null,
  groupConcurrency: null,
  groupOrder: null,
  rate: null,
  groupRate: null,
  priorityAgeingMs: null,
  index: null,
};

/**
 * One queue of the model: each of its jobs is in exactly one state's set, and what can be worked out from the
 * sets (readiness, alarms, sizes) is worked out when asked for.
 */
export class MemoryQueue {
  settings: QueueSettings = NO_SETTINGS;
  pausedAt: number | null = null;
  index: MemoryIndex | null = null;
  pausedBy: string | null = null;
  /** Since when priorities age. */
  ageingSince = 0;
  counters: Counters = NO_COUNTS;
  /** Payload bytes of jobs that are not final; bytes of kept outcomes. */
  bytes = 0;
  keptBytes = 0;
  /** The last look at how fast the queue drains (drain-estimate.ts). */
  drain: DrainSample | null = null;
  /** Waiting jobs that expire, by when. A job leaves it with its first start. */
  readonly expiry = new SortedJobs();
  /** Jobs in `blocked` whose type nobody asked for yet, by type, in the order of `queued`. */
  readonly parked = new Map<string, SortedJobs>();
  readonly groups = new MemoryGroups(this);
  /** The latest starts of a queue with a rate, and when it is looked at again (epoch ms). */
  private readonly starts = new StartLog();
  private rateAlarm: number | null = null;
  private readonly sets = new Map<JobState, SortedJobs>(JOB_STATES.map((state) => [state, new SortedJobs()]));

  constructor(
    readonly name: string,
    readonly since: number,
  ) {}

  set(state: JobState): SortedJobs {
    const set = this.sets.get(state);
    if (set === undefined) {
      throw new Error(`no state ${state}`);
    }
    return set;
  }

  /** All its jobs, by id. */
  jobs(): MemoryJob[] {
    const jobs = JOB_STATES.flatMap((state) => [...this.set(state)].map(({ job }) => job));
    return jobs.sort((a, b) => (a.spec.id < b.spec.id ? -1 : 1));
  }

  add(job: MemoryJob, state: JobState, score: number): void {
    job.state = state;
    this.bytes += job.payloadBytes;
    this.set(state).set(job, score);
  }

  /** Into another state. What the job weighs there (result, error) must be settled before. */
  move(job: MemoryJob, to: JobState, score: number, now: number): void {
    if (isFinal(job.state)) {
      this.keptBytes -= outcomeBytes(job);
    } else {
      this.bytes -= job.payloadBytes;
    }
    this.set(job.state).delete(job);
    job.state = to;
    job.since = now;
    this.set(to).set(job, score);
    if (isFinal(to)) {
      this.keptBytes += outcomeBytes(job);
    } else {
      this.bytes += job.payloadBytes;
    }
  }

  /** Takes an outcome out. */
  remove(job: MemoryJob): void {
    this.keptBytes -= outcomeBytes(job);
    this.set(job.state).delete(job);
    this.index?.delete(job);
  }

  count(counter: keyof Counters, n = 1): void {
    this.counters = { ...this.counters, [counter]: this.counters[counter] + n };
  }

  get depth(): number {
    return this.set('scheduled').size + this.set('blocked').size + this.set('queued').size;
  }

  /** Notes starts. */
  countStarts(n: number, now: number): void {
    const { rate } = this.settings;
    if (rate !== null && n > 0) {
      this.starts.record(n, rate, now);
      this.armRate(now);
    }
  }

  /** Its rate is another: the starts that were count for as long as it looks back. */
  changeRate(now: number): void {
    const { rate } = this.settings;
    if (rate !== null) {
      this.starts.keep(rate, now);
    }
    this.armRate(now);
  }

  /** Sets the alarm for when the rate has room again. */
  armRate(now: number): void {
    const { rate } = this.settings;
    this.rateAlarm = rate === null ? null : this.starts.roomAt(rate, now);
  }

  limitedUntil(now: number): number | null {
    return this.rateAlarm !== null && this.rateAlarm > now ? this.rateAlarm : null;
  }

  private rateRoom(now: number): number {
    const { rate } = this.settings;
    return rate === null ? Infinity : this.starts.room(rate, now);
  }

  /** The jobs in line, the first to go in front. */
  get line(): MemoryJob[] {
    const line = [...this.set('queued')].map(({ job }) => job);
    const { priorityAgeingMs } = this.settings;
    return priorityAgeingMs === null ? line : aged(line, priorityAgeingMs, this.ageingSince);
  }

  /** The first `n` of them. */
  front(n: number): MemoryJob[] {
    return this.settings.priorityAgeingMs === null ? this.set('queued').first(n) : this.line.slice(0, n);
  }

  /** How many more jobs may start now. */
  startRoom(now: number): number {
    if (this.settings.paused === true) {
      return 0;
    }
    const { concurrency } = this.settings;
    const room = concurrency === null ? Infinity : Math.max(0, concurrency - this.set('in_progress').size);
    return Math.min(room, this.rateRoom(now));
  }

  isReady(now: number): boolean {
    return this.set('queued').size > 0 && this.startRoom(now) > 0;
  }

  parkedOf(type: string): SortedJobs {
    const set = this.parked.get(type) ?? new SortedJobs();
    this.parked.set(type, set);
    return set;
  }

  /** When something of this kind falls due (epoch ms; 0 for an excess that is due at once), null for never. */
  alarm(kind: AlarmKind, retention: RetentionPolicy): number | null {
    switch (kind) {
      case 'expiry':
        return this.expiry.firstScore();
      case 'lease':
        return this.set('in_progress').firstScore();
      case 'due':
        return this.set('scheduled').firstScore();
      case 'group':
        return this.groups.isWidening ? 0 : null;
      case 'rate':
        return this.rateAlarm;
      case 'group_rate':
        return this.groups.firstRoomAt;
      case 'retention':
        return this.retentionAlarm(this.keeps(retention));
    }
  }

  /** Its own retention rules, and the service's where it has none. */
  keeps(retention: RetentionPolicy): RetentionPolicy {
    const { retentionMs, retentionFailedMs, retentionCount, retentionBytes } = this.settings;
    return {
      ms: retentionMs ?? retention.ms,
      failedMs: retentionFailedMs ?? retention.failedMs,
      count: retentionCount ?? retention.count,
      bytes: retentionBytes ?? retention.bytes,
    };
  }

  private retentionAlarm(retention: RetentionPolicy): number | null {
    let first: number | null = null;
    for (const state of FINAL_STATES) {
      const set = this.set(state);
      if (set.size > retention.count || (set.size > 0 && this.keptBytes > retention.bytes)) {
        return 0;
      }
      const oldest = set.firstScore();
      if (oldest !== null) {
        first = Math.min(first ?? Infinity, oldest + keptMs(state, retention));
      }
    }
    return first;
  }

  stateSizes(): Record<JobState, number> {
    return Object.fromEntries(JOB_STATES.map((state) => [state, this.set(state).size])) as Record<
      JobState,
      number
    >;
  }

  info(): QueueInfo {
    const { name: queue, settings, counters, bytes, keptBytes, pausedAt, pausedBy, oldestQueuedAt } = this;
    const states = this.stateSizes();
    const index = this.index?.progress(this) ?? null;
    return { queue, settings, index, counters, states, bytes, keptBytes, pausedAt, pausedBy, oldestQueuedAt };
  }

  /** When the job that came into the line before all others, whatever its priority, was accepted. */
  private get oldestQueuedAt(): number | null {
    const arrivals = [...this.set('queued')].map(({ score, job }) => ({ seq: score % PRIORITY_STEP, job }));
    arrivals.sort((a, b) => a.seq - b.seq);
    return arrivals[0]?.job.createdAt ?? null;
  }
}

/** How long outcomes of a state are kept (ms). */
export function keptMs(state: JobState, retention: RetentionPolicy): number {
  return state === 'failed' ? retention.failedMs : retention.ms;
}
