import type { JobRecord, JobSummary } from './job';
import type { JobState } from './states';

export interface ListQuery {
  readonly queue: string | null;
  readonly state: JobState | null;
  readonly type: string | null;
  readonly tag: string | null;
  /** Epoch ms, inclusive and exclusive. */
  readonly createdAfter: number | null;
  readonly createdBefore: number | null;
  readonly pageSize: number;
  /** From the page before; null for the first page. */
  readonly pageToken: string | null;
  /** Fills in `payload`, `result`, `progress` and `attempts`. */
  readonly full: boolean;
}

export interface JobPage {
  /** In the order of queues by name, then of states, then the latest in the state's own order first. */
  readonly jobs: readonly (JobSummary | JobRecord)[];
  readonly nextPageToken: string | null;
  /** Jobs looked at for this page. */
  readonly scanned: number;
}
