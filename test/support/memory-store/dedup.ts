import type { NewJob } from '../../../src/core/job';
import type { FinalState } from '../../../src/core/states';
import type { MemoryJob } from './memory-job';

/** Who holds which dedup key, and until when at most (epoch ms). */
export class DedupKeys {
  private readonly held = new Map<string, { readonly job: MemoryJob; readonly until: number }>();

  /** The other job that holds the key which this one asks for; null where it may have it. */
  holderFor({ id, dedup }: NewJob, now: number): MemoryJob | null {
    const entry = dedup === null ? undefined : this.held.get(dedup.key);
    return entry === undefined || entry.until <= now || entry.job.spec.id === id ? null : entry.job;
  }

  /** As the job is accepted or redriven; a key that is another's stays with it. */
  take(job: MemoryJob, now: number): void {
    const { dedup } = job.spec;
    if (dedup !== null && this.holderFor(job.spec, now) === null) {
      this.held.set(dedup.key, { job, until: now + (dedup.ttlMs ?? Infinity) });
    }
  }

  started(job: MemoryJob): void {
    if (job.spec.dedup?.until === 'started') {
      this.letGo(job);
    }
  }

  ended(job: MemoryJob, to: FinalState): void {
    if (job.spec.dedup?.until !== 'ttl' || to === 'cancelled') {
      this.letGo(job);
    }
  }

  /** Also as the job is removed. */
  letGo(job: MemoryJob): void {
    const { dedup } = job.spec;
    if (dedup !== null && this.held.get(dedup.key)?.job === job) {
      this.held.delete(dedup.key);
    }
  }

  /** Keys that are held, with their holders. */
  entries(now: number): (readonly [key: string, id: string])[] {
    return [...this.held].flatMap(([key, { job, until }]) =>
      until > now ? [[key, job.spec.id] as const] : [],
    );
  }
}
