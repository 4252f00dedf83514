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
  /**
   * `created`: by the queue's index, the latest created first. `state`: in the order of queues by name, then of states,
   * then the latest in the state's own order first.
   */
  readonly order: 'created' | 'state';
  readonly jobs: readonly (JobSummary | JobRecord)[];
  readonly nextPageToken: string | null;
  /** Jobs looked at for this page. */
  readonly scanned: number;
  /** Jobs of the whole list, over all pages, where an index has just those; else null. */
  readonly total: number | null;
}
