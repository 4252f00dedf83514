import { randomUUID } from 'node:crypto';
import type { EnqueueJob } from './types';

/** With an id for each job that has none. */
export function withIds(jobs: readonly EnqueueJob[]): EnqueueJob[] {
  return jobs.map((job) => (job.id === undefined ? { ...job, id: randomUUID() } : job));
}
