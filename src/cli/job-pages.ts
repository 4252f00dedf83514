import { type Fields, rowsOf, stringOrNull } from './answer';
import type { Connection } from './connection';

/** The filters of `GET /jobs`. */
export interface JobFilter {
  readonly queue?: string;
  readonly status?: string;
  readonly type?: string;
  readonly tag?: string;
  readonly created_after?: string;
  readonly created_before?: string;
}

export interface JobPage {
  readonly jobs: readonly Fields[];
  /** Where to go on, or null at the end. */
  readonly next: string | null;
}

const LARGEST_PAGE = 500;

/** Pages until the end or until so many jobs; a page of a rare filter may be empty and not the last. */
export async function* jobPages(
  api: Connection,
  filter: JobFilter,
  limit: number,
  from: string | undefined,
): AsyncGenerator<JobPage> {
  let token = from;
  let left = limit;
  while (left > 0) {
    const answer = await api.read('GET', '/jobs', {
      query: { ...filter, page_size: Math.min(LARGEST_PAGE, left), page_token: token },
    });
    const jobs = rowsOf(answer['jobs']);
    const next = stringOrNull(answer['next_page_token']);
    yield { jobs, next };
    if (next === null) {
      return;
    }
    left -= jobs.length;
    token = next;
  }
}
