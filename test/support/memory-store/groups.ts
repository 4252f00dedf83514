import { type GroupFacts, MAX_NAMED_HOLDERS } from '../../../src/core/job-facts';
import type { MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import type { MemoryQueue } from './memory-queue';
import { SortedJobs } from './sorted-jobs';

/** Places of one group of a queue: who has one, and who waits for one, in this order. */
export interface MemoryGroup {
  readonly held: Set<MemoryJob>;
  readonly waiting: SortedJobs;
}

/** Groups that are looked at in one step, and jobs that get a place at once, after the limit was raised. */
const GROUPS_AT_ONCE = 100;
const WIDENED_AT_ONCE = 200;

/** More than any place in `queued`: who is held back by the rate of the group is in front of those without a place. */
const HELD_BACK = 2 ** 53;

/** The groups of one queue. */
export class MemoryGroups {
  private readonly byName = new Map<string, MemoryGroup>();
  /** Groups in which a place came free in this step. */
  private readonly freed = new Set<string>();
  /** Groups whose rate is looked at again, and when (epoch ms). */
  private readonly roomAt = new Map<string, number>();
  /** After the limit was raised, or the rate changed: the last group that was looked at. */
  private widening: string | null = null;

  constructor(private readonly queue: MemoryQueue) {}

  get isWidening(): boolean {
    return this.widening !== null;
  }

  entries(): [string, MemoryGroup][] {
    return [...this.byName].filter(([, { held, waiting }]) => held.size > 0 || waiting.size > 0);
  }

  of(job: MemoryJob): MemoryGroup | null {
    return job.spec.group === null ? null : this.group(job.spec.group);
  }

  has(job: MemoryJob): boolean {
    return this.of(job)?.held.has(job) === true;
  }

  /** Whether the job may be queued; else it waits at the end of its group. Its order must be set. */
  enter(ns: MemoryNamespace, job: MemoryJob): boolean {
    const group = this.of(job);
    if (group === null || group.held.has(job)) {
      return true;
    }
    if (this.freed.size > 0) {
      // Those who waited come first.
      ns.commit();
    }
    if (group.held.size < this.limit && group.waiting.size === 0 && this.hasRoom(ns, job)) {
      group.held.add(job);
      return true;
    }
    group.waiting.set(job, job.order);
    return false;
  }

  /** By the rate of its group; if not, the group is looked at again when it may. */
  private hasRoom(ns: MemoryNamespace, { spec }: MemoryJob): boolean {
    const at = spec.group === null ? null : this.nextStart(ns, spec.group);
    if (spec.group !== null && at !== null) {
      this.setRoomAt(ns, spec.group, at);
    }
    return at === null;
  }

  /** Whether a job that is in line may start now; if not, it is held back with its place. Counts the start. */
  mayStart(ns: MemoryNamespace, job: MemoryJob): boolean {
    const group = this.of(job);
    const { groupRate } = this.queue.settings;
    if (group === null || groupRate === null) {
      return true;
    }
    if (this.hasRoom(ns, job)) {
      ns.startsOfGroup(this.queue.name, job.spec.group ?? '').record(1, groupRate, ns.now);
      return true;
    }
    group.waiting.set(job, job.order - HELD_BACK);
    ns.move(job, 'blocked', job.createdAt);
    return false;
  }

  /** When the rate of its group has room again; null: it has, or there is none. */
  limitedUntil(ns: MemoryNamespace, { spec }: MemoryJob): number | null {
    return spec.group === null ? null : this.nextStart(ns, spec.group);
  }

  /** It was let in, does not start, and keeps its place: others may in its stead. */
  lookAgain(ns: MemoryNamespace, { spec }: MemoryJob): void {
    if (spec.group !== null && this.queue.settings.groupRate !== null && this.roomAt.has(spec.group)) {
      this.setRoomAt(ns, spec.group, ns.now);
    }
  }

  /** The groups whose rate is looked at again, and when, the first of them in front. */
  rooms(): [string, number][] {
    return [...this.roomAt].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  }

  get firstRoomAt(): number | null {
    return this.roomAt.size === 0 ? null : Math.min(...this.roomAt.values());
  }

  /** The rates of groups have room: lets up to `max` jobs in. */
  serveRates(ns: MemoryNamespace, max: number): number {
    const due = this.rooms().filter(([, at]) => at <= ns.now);
    let left = max;
    for (const [name] of due.slice(0, GROUPS_AT_ONCE)) {
      left -= left > 0 ? this.admit(ns, name, left) : 0;
    }
    return max - left;
  }

  /** There is no such rate any more. */
  liftRates(): void {
    this.roomAt.clear();
  }

  private nextStart(ns: MemoryNamespace, name: string, given = 0): number | null {
    const { groupRate } = this.queue.settings;
    return groupRate === null
      ? null
      : ns.startsOfGroup(this.queue.name, name).roomAt(groupRate, ns.now, given);
  }

  private setRoomAt(ns: MemoryNamespace, name: string, at: number | null): void {
    const before = this.firstRoomAt;
    if (at === null) {
      this.roomAt.delete(name);
    } else {
      this.roomAt.set(name, at);
    }
    const first = this.firstRoomAt;
    if (first !== null && (before === null || first < before)) {
      ns.wakeLater(this.queue);
    }
  }

  /** Its order changed. */
  reorder(job: MemoryJob): void {
    const group = this.of(job);
    if (group !== null && group.waiting.scoreOf(job) !== null) {
      group.waiting.set(job, group.held.has(job) ? job.order - HELD_BACK : job.order);
    }
  }

  leave(job: MemoryJob): void {
    const group = this.of(job);
    if (group?.held.delete(job) === true && job.spec.group !== null) {
      this.freed.add(job.spec.group);
    }
    group?.waiting.delete(job);
    this.forget(job.spec.group, group);
  }

  /** A group in which nobody waits is not looked at. */
  private forget(name: string | null, group: MemoryGroup | null): void {
    if (name !== null && group?.waiting.size === 0) {
      this.roomAt.delete(name);
    }
  }

  /** The job waits for its next attempt: in strict order its group waits for it. */
  rest(job: MemoryJob): void {
    if (this.queue.settings.groupOrder === 'loose') {
      this.leave(job);
    }
  }

  /** What the job waits for; null unless it waits for a place. */
  facts(job: MemoryJob): GroupFacts | null {
    const group = this.of(job);
    const ahead = group === null ? -1 : [...group.waiting].findIndex((entry) => entry.job === job);
    if (group === null || ahead < 0) {
      return null;
    }
    const heldBy = [...group.held].map(({ spec }) => spec.id).sort();
    return {
      ...{ group: job.spec.group ?? '', limit: this.limit, ahead, held: heldBy.length },
      heldBy: heldBy.slice(0, MAX_NAMED_HOLDERS),
      placed: group.held.has(job),
    };
  }

  /** Gives away what came free in this step. */
  admitFreed(ns: MemoryNamespace): void {
    const names = [...this.freed];
    this.freed.clear();
    names.forEach((name) => this.admit(ns, name, Infinity));
  }

  /** The limit was raised. */
  startWidening(ns: MemoryNamespace): void {
    this.widening = '';
    this.widen(ns, WIDENED_AT_ONCE);
  }

  /** Lets jobs in, group by group, up to `max` of them. */
  widen(ns: MemoryNamespace, max: number): number {
    const last = this.widening;
    if (last === null) {
      return 0;
    }
    const names = this.entries()
      .filter(([name, { waiting }]) => name > last && waiting.size > 0)
      .map(([name]) => name)
      .sort()
      .slice(0, GROUPS_AT_ONCE);
    let left = max;
    for (const name of names) {
      left -= this.admit(ns, name, left, true);
      if (left <= 0) {
        break;
      }
      this.widening = name;
    }
    if (left > 0 && names.length < GROUPS_AT_ONCE) {
      this.widening = null;
    }
    return max - left;
  }

  /** Those that were held back go first, to their old places. */
  private admit(ns: MemoryNamespace, name: string, max: number, widening = false): number {
    const { held, waiting } = this.group(name);
    const jobs = waiting.first(this.allowed(ns, name, max, widening));
    for (const job of jobs) {
      waiting.delete(job);
      if (!held.has(job)) {
        held.add(job);
        job.order = ns.endOfLine(job.spec.priority);
        job.cameAt = ns.now;
      }
      ns.move(job, 'queued', job.order);
    }
    this.forget(name, this.group(name));
    return jobs.length;
  }

  private allowed(ns: MemoryNamespace, name: string, max: number, widening: boolean): number {
    const { held, waiting } = this.group(name);
    const { groupRate } = this.queue.settings;
    if (groupRate === null && !widening) {
      return Math.min(max, this.limit - held.size);
    }
    const heldBack = [...waiting].filter(({ score }) => score < 0).length;
    const able = Math.min(waiting.size, heldBack + Math.max(0, this.limit - held.size));
    if (groupRate === null) {
      return Math.min(able, max);
    }
    const room = ns.startsOfGroup(this.queue.name, name).room(groupRate, ns.now);
    const n = Math.min(able, max, room);
    this.setRoomAt(ns, name, n === able ? null : n < room ? ns.now : this.nextStart(ns, name, n));
    return n;
  }

  private get limit(): number {
    return this.queue.settings.groupConcurrency ?? 1;
  }

  private group(name: string): MemoryGroup {
    const group = this.byName.get(name) ?? { held: new Set(), waiting: new SortedJobs() };
    this.byName.set(name, group);
    return group;
  }
}
