import type { SweepAnswer } from '../../../src/core/job-store';
import type { IndexProgress } from '../../../src/core/queue-info';
import type { IndexField } from '../../../src/core/queue-settings';
import { JOB_STATES, type JobState } from '../../../src/core/states';
import type { MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import type { MemoryQueue } from './memory-queue';
import { SortedJobs } from './sorted-jobs';

/** When an index that is whole is looked at again, and one that is not, once all was walked (ms). */
const LOOK_MS = 60_000;
const AGAIN_MS = 10_000;

/** Where its building goes on: in this state, behind this job. */
interface Place {
  readonly state: JobState;
  readonly after: { readonly score: number; readonly id: string } | null;
}

const START: Place = { state: JOB_STATES[0], after: null };

/** The index of a queue: its jobs in sets by when they were created, and how far it is built. */
export class MemoryIndex {
  private readonly jobs = new Set<MemoryJob>();
  private readonly sets = new Map<string, SortedJobs>();
  /** null once all states were walked. */
  private at: Place | null = START;
  /** When it is looked at next (epoch ms). */
  lookAt: number;

  constructor(
    /** The later an index was begun, the higher. */
    readonly serial: number,
    private readonly fields: readonly IndexField[],
    now: number,
  ) {
    this.lookAt = now;
  }

  get setCount(): number {
    return this.sets.size;
  }

  /** The names of its sets, and what is in them. */
  entries(): readonly (readonly [string, SortedJobs])[] {
    return [...this.sets];
  }

  has(job: MemoryJob): boolean {
    return this.jobs.has(job);
  }

  covers(field: IndexField): boolean {
    return this.fields.includes(field);
  }

  set(name: string): SortedJobs {
    return this.sets.get(name) ?? new SortedJobs();
  }

  progress(queue: MemoryQueue): IndexProgress {
    return { jobs: this.jobs.size, whole: this.isWhole(queue) };
  }

  isWhole(queue: MemoryQueue): boolean {
    return Object.values(queue.stateSizes()).reduce((sum, n) => sum + n, 0) === this.jobs.size;
  }

  add(job: MemoryJob): void {
    this.jobs.add(job);
    for (const name of this.setsOf(job)) {
      const set = this.set(name);
      this.sets.set(name, set);
      set.set(job, job.createdAt);
    }
  }

  delete(job: MemoryJob): void {
    if (!this.jobs.delete(job)) {
      return;
    }
    for (const name of this.setsOf(job)) {
      const set = this.set(name);
      set.delete(job);
      if (set.size === 0) {
        this.sets.delete(name);
      }
    }
  }

  private setsOf({ spec }: MemoryJob): string[] {
    return [
      ...(this.covers('created') ? ['created'] : []),
      ...(this.covers('type') ? [`type:${spec.type}`] : []),
      ...(this.covers('tag') ? spec.tags.map((tag) => `tag:${tag}`) : []),
    ];
  }

  /** Puts jobs in that it lacks, looking at up to `max`. Returns how many it put in. */
  build(queue: MemoryQueue, now: number, max: number): number {
    if (this.at === null && this.isWhole(queue)) {
      this.lookAt = now + LOOK_MS;
      return 0;
    }
    const before = this.jobs.size;
    this.at = this.walk(queue, this.at ?? START, max);
    this.lookAt = this.at !== null ? now : now + (this.isWhole(queue) ? LOOK_MS : AGAIN_MS);
    return this.jobs.size - before;
  }

  private walk(queue: MemoryQueue, from: Place, max: number): Place | null {
    let left = max;
    let { after } = from;
    for (const state of JOB_STATES.slice(JOB_STATES.indexOf(from.state))) {
      for (const { job, score } of [...queue.set(state)]) {
        const { id } = job.spec;
        if (after !== null && (score < after.score || (score === after.score && id <= after.id))) {
          continue;
        }
        if (left === 0) {
          return { state, after };
        }
        left -= 1;
        after = { score, id };
        if (!this.jobs.has(job)) {
          this.add(job);
        }
      }
      if (left === 0) {
        return { state, after };
      }
      after = null;
    }
    return null;
  }
}

/** One step of the port's `index`: removes what is no index any more, and sees to one queue's. */
export function stepIndexes(ns: MemoryNamespace, max: number): SweepAnswer {
  removeDropped(ns, max);
  const due = nextDue(ns);
  const moved = due?.index?.build(due, ns.now, max) ?? 0;
  return { moved, more: ns.droppedIndexes.length > 0 || nextDue(ns) !== null };
}

/** A queue has another index from now on, or none. */
export function beginIndex(
  ns: MemoryNamespace,
  queue: MemoryQueue,
  fields: readonly IndexField[] | null,
): void {
  if (queue.index !== null) {
    ns.droppedIndexes.push({ serial: queue.index.serial, sets: queue.index.setCount });
    ns.droppedIndexes.sort((a, b) => a.serial - b.serial);
  }
  queue.index = fields === null ? null : new MemoryIndex(ns.nextSeq(), fields, ns.now);
}

function removeDropped(ns: MemoryNamespace, max: number): void {
  const first = ns.droppedIndexes[0];
  if (first !== undefined) {
    first.sets -= max;
    if (first.sets <= 0) {
      ns.droppedIndexes.shift();
    }
  }
}

function nextDue(ns: MemoryNamespace): MemoryQueue | null {
  const indexed = [...ns.queues.values()].flatMap((queue) =>
    queue.index === null ? [] : [{ queue, at: queue.index.lookAt }],
  );
  indexed.sort((a, b) => a.at - b.at || (a.queue.name < b.queue.name ? -1 : 1));
  const [first] = indexed;
  return first !== undefined && first.at <= ns.now ? first.queue : null;
}
