import type { MemoryJob } from './memory-job';

/** A job and its score in a set, as ordered sets of Redis hold them. */
export interface Entry {
  readonly score: number;
  readonly job: MemoryJob;
}

/** Jobs in the order of a score; those of one score in the order of their ids. Each job is in it once. */
export class SortedJobs {
  private readonly entries: Entry[] = [];
  /** Entries before this one are gone: jobs leave mostly at the front, which must not move all the others. */
  private head = 0;
  private readonly scores = new Map<MemoryJob, number>();

  get size(): number {
    return this.entries.length - this.head;
  }

  /** Adds a job, or moves one that is in the set. */
  set(job: MemoryJob, score: number): void {
    this.delete(job);
    this.scores.set(job, score);
    this.entries.splice(this.rank(score, job.spec.id), 0, { score, job });
  }

  delete(job: MemoryJob): boolean {
    const score = this.scores.get(job);
    if (score === undefined) {
      return false;
    }
    this.scores.delete(job);
    const at = this.rank(score, job.spec.id);
    if (at === this.head) {
      this.dropFirst();
    } else {
      this.entries.splice(at, 1);
    }
    return true;
  }

  scoreOf(job: MemoryJob): number | null {
    return this.scores.get(job) ?? null;
  }

  /** The lowest score, null when empty. */
  firstScore(): number | null {
    return this.entries[this.head]?.score ?? null;
  }

  /** A copy of the first `max`, so that a caller may move jobs while it walks. */
  first(max: number): MemoryJob[] {
    return this.entries.slice(this.head, this.head + Math.max(0, max)).map((entry) => entry.job);
  }

  /** Those whose score is at most `score`, the first `max` of them. */
  upTo(score: number, max = Infinity): MemoryJob[] {
    const found: MemoryJob[] = [];
    for (const entry of this) {
      if (entry.score > score || found.length >= max) {
        break;
      }
      found.push(entry.job);
    }
    return found;
  }

  /** From the highest score down, behind a position; null: from the start. */
  *downFrom(position: { readonly score: number; readonly id: string } | null): Generator<Entry> {
    const start = position === null ? this.entries.length : this.rank(position.score, position.id);
    for (let i = start - 1; i >= this.head; i -= 1) {
      const entry = this.entries[i];
      if (entry !== undefined) {
        yield entry;
      }
    }
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (let i = this.head; i < this.entries.length; i += 1) {
      const entry = this.entries[i];
      if (entry !== undefined) {
        yield entry;
      }
    }
  }

  private dropFirst(): void {
    this.head += 1;
    if (this.head >= this.entries.length / 2) {
      this.entries.splice(0, this.head);
      this.head = 0;
    }
  }

  /** The index of this place. */
  private rank(score: number, id: string): number {
    let low = this.head;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.entries[middle];
      if (entry !== undefined && (entry.score < score || (entry.score === score && entry.job.spec.id < id))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
