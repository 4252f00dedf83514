import type { JobRecord } from '../core/job';
import type { JobStore } from '../core/job-store';
import type { ExportQuery } from './export-query';

/** Pages are made as large as their jobs allow: about this much of payloads and results in memory at once. */
const PAGE_BYTES = 1024 * 1024;
/** The first one may be of jobs of a megabyte each. */
const FIRST_PAGE = 8;
const LARGEST_PAGE = 500;

/**
 * The outcomes that match, whole, a page at a time and state by state. A page may be empty: so much was looked at
 * without a match. Nothing is read ahead of who asks.
 */
export async function* exportPages(
  store: JobStore,
  { filter, states }: ExportQuery,
): AsyncGenerator<readonly JobRecord[]> {
  let pageSize = FIRST_PAGE;
  for (const state of states) {
    let pageToken: string | null = null;
    do {
      const page = await store.list({ ...filter, state, pageSize, pageToken, full: true });
      const jobs = page.jobs.filter((job): job is JobRecord => 'payload' in job);
      yield jobs;
      pageToken = page.nextPageToken;
      pageSize = nextSize(pageSize, jobs);
    } while (pageToken !== null);
  }
}

/** Grows step by step, since the jobs behind may be larger than those before; shrinks at once. */
function nextSize(size: number, jobs: readonly JobRecord[]): number {
  if (jobs.length === 0) {
    return size;
  }
  const bytes = jobs.reduce((sum, { payload, result }) => sum + payload.length + (result?.length ?? 0), 0);
  const fitting = Math.floor((PAGE_BYTES * jobs.length) / bytes);
  return Math.max(1, Math.min(fitting, size * 2, LARGEST_PAGE));
}
