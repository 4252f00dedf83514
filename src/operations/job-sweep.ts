import { InvalidPageTokenError } from '../core/errors';
import type { ListQuery } from '../core/job-listing';
import { type JobStore, MAX_BATCH } from '../core/job-store';
import { invalid } from '../http/problem';
import type { SweepRequest } from './sweep-request';
import { readSweepToken, writeSweepToken } from './sweep-token';

export interface SweepReport {
  readonly matched: number;
  readonly changed: number;
  readonly scanned: number;
  readonly nextPageToken: string | null;
}

/** A request is answered after about this long, with how far it got (ms). */
const ANSWER_AFTER_MS = 1_000;

/**
 * Walks the jobs that match and acts on them, a page at a time: each call to the store is bounded, and so is each
 * request. Where there is more to do, the report has a token to go on with.
 *
 * What an action does to a job must not put it in front of the walk again: pages go from the latest to the earliest,
 * so a job that comes back into a state is behind.
 *
 * @param act says on how many of the jobs it worked; the others had moved on
 * @param gone the client has left: what is left undone is for another request
 * @throws {ProblemError} `invalid`, for a token of another request
 */
export async function sweepJobs(
  store: JobStore,
  action: string,
  request: SweepRequest,
  act: (ids: readonly string[]) => Promise<number>,
  gone: AbortSignal,
): Promise<SweepReport> {
  const began = performance.now();
  const sums = { matched: 0, changed: 0, scanned: 0 };
  let at = readSweepToken(action, request);
  for (;;) {
    const state = request.states[at.index];
    if (state === undefined) {
      return { ...sums, nextPageToken: null };
    }
    if (gone.aborted || performance.now() - began >= ANSWER_AFTER_MS) {
      return { ...sums, nextPageToken: writeSweepToken(action, request, at) };
    }
    const page = await pageOf(store, {
      ...request.filter,
      ...{ state, pageSize: MAX_BATCH, pageToken: at.page, full: false },
    });
    sums.scanned += page.scanned;
    sums.matched += page.jobs.length;
    if (!request.dryRun && page.jobs.length > 0) {
      sums.changed += await act(page.jobs.map(({ id }) => id));
    }
    at =
      page.nextPageToken === null
        ? { index: at.index + 1, page: null }
        : { index: at.index, page: page.nextPageToken };
  }
}

async function pageOf(store: JobStore, query: ListQuery) {
  try {
    return await store.list(query);
  } catch (error) {
    if (error instanceof InvalidPageTokenError) {
      throw invalid([{ pointer: '/page_token', detail: error.message }]);
    }
    throw error;
  }
}
