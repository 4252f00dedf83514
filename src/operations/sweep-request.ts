import type { ListQuery } from '../core/job-listing';
import type { JobState } from '../core/states';

export type JobFilter = Pick<ListQuery, 'queue' | 'type' | 'tag' | 'createdAfter' | 'createdBefore'>;

/** Something that is done to all jobs that match. */
export interface SweepRequest {
  readonly filter: JobFilter;
  /** Their states; one after the other. */
  readonly states: readonly JobState[];
  readonly dryRun: boolean;
  /** Of the answer before; null for the first. */
  readonly pageToken: string | null;
}
