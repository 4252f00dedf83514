import type { JobPage, ListQuery } from '../core/job-listing';
import { IndexWalk } from './index-walk';
import { JobWalk } from './job-walk';
import { readPageToken } from './page-token';
import type { RedisLink } from './redis-link';

/**
 * One page of a listing: by the index of the queue where that helps, else by a walk through its states. A list that
 * began by states stays with them: what it has shown is in no order of creation.
 *
 * @throws {InvalidPageTokenError} if the query's token is not one of this listing
 */
export async function listPage(
  link: RedisLink,
  namespace: string,
  nextQueue: (after: string | null) => Promise<string | null>,
  query: ListQuery,
): Promise<JobPage> {
  const at = query.pageToken === null ? null : readPageToken(query, query.pageToken);
  if (query.queue !== null && at?.by !== 'state') {
    const page = await new IndexWalk(link, namespace, query.queue, query, at?.after ?? null).page();
    if (page !== null) {
      return page;
    }
  }
  return new JobWalk(link, namespace, nextQueue, query, at).page();
}
