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

/** The groups of one queue. */
export class MemoryGroups {
  private readonly byName = new Map<string, MemoryGroup>();
  /** Groups in which a place came free in this step. */
  private readonly freed = new Set<string>();
  /** After the limit was raised: the last group that was looked at. */
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
    if (group.held.size < this.limit && group.waiting.size === 0) {
      group.held.add(job);
      return true;
    }
    group.waiting.set(job, job.order);
    return false;
  }

  /** Its order changed. */
  reorder(job: MemoryJob): void {
    const waiting = this.of(job)?.waiting;
    if ((waiting?.scoreOf(job) ?? null) !== null) {
      waiting?.set(job, job.order);
    }
  }

  leave(job: MemoryJob): void {
    const group = this.of(job);
    if (group?.held.delete(job) === true && job.spec.group !== null) {
      this.freed.add(job.spec.group);
    }
    group?.waiting.delete(job);
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

  /** Gives new places away, group by group, for up to `max` jobs. */
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
      left -= this.admit(ns, name, left);
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

  private admit(ns: MemoryNamespace, name: string, max: number): number {
    const { held, waiting } = this.group(name);
    const jobs = waiting.first(Math.min(max, this.limit - held.size));
    for (const job of jobs) {
      waiting.delete(job);
      held.add(job);
      job.order = ns.endOfLine(job.spec.priority);
      ns.move(job, 'queued', job.order);
    }
    return jobs.length;
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
