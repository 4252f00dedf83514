import type { JobRecord, JobSummary } from '../core/job';
import type { JobStore } from '../core/job-store';

/** Running jobs that are looked at, over all workers; and listed of each. */
const MOST_LOOKED_AT = 500;
const MOST_OF_A_WORKER = 20;
/** Pages that may come back short: of many queues most run nothing. */
const MOST_PAGES = 4;

/** What runs where. */
export interface RunningJobs {
  /** By worker id: those that run for the longest time first, at most 20 of each worker. */
  readonly of: ReadonlyMap<string, readonly (JobSummary | JobRecord)[]>;
  /** False: there may be more, of any worker. */
  readonly complete: boolean;
}

/** Looks at a bounded number of running jobs. */
export async function runningJobs(store: JobStore): Promise<RunningJobs> {
  const found: (JobSummary | JobRecord)[] = [];
  let pageToken: string | null = null;
  let pages = 0;
  do {
    const page: Awaited<ReturnType<JobStore['list']>> = await store.list({
      ...{
        queue: null,
        state: 'in_progress',
        type: null,
        tag: null,
        createdAfter: null,
        createdBefore: null,
      },
      ...{ pageSize: MOST_LOOKED_AT - found.length, pageToken, full: false },
    });
    found.push(...page.jobs);
    pageToken = page.nextPageToken;
    pages += 1;
  } while (pageToken !== null && found.length < MOST_LOOKED_AT && pages < MOST_PAGES);
  const of = new Map<string, (JobSummary | JobRecord)[]>();
  for (const job of found.sort((a, b) => a.updatedAt - b.updatedAt)) {
    const list = of.get(job.worker ?? '') ?? [];
    if (list.length < MOST_OF_A_WORKER) {
      of.set(job.worker ?? '', [...list, job]);
    }
  }
  return { of, complete: pageToken === null };
}
