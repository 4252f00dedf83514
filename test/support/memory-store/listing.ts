import { InvalidPageTokenError } from '../../../src/core/errors';
import type { JobPage, ListQuery } from '../../../src/core/job-listing';
import type { QueueInfo } from '../../../src/core/queue-info';
import { JOB_STATES } from '../../../src/core/states';
import { type MemoryJob, toRecord, toSummary } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';

/** Jobs looked at for one page. */
const SCAN_BUDGET = 500;

interface Position {
  readonly queue: string;
  readonly state: string;
  readonly score: number;
  readonly id: string;
}

/** Walks queues by name, then states, then the latest first; a page token is the last job that was looked at. */
export function list(ns: MemoryNamespace, query: ListQuery): JobPage {
  const after = query.pageToken === null ? null : readToken(query, query.pageToken);
  const jobs: JobPage['jobs'][number][] = [];
  let scanned = 0;
  let last: Position | null = null;
  for (const { job, position } of walk(ns, query, after)) {
    if (scanned >= SCAN_BUDGET || jobs.length >= query.pageSize) {
      return { jobs, nextPageToken: last === null ? null : writeToken(query, last), scanned };
    }
    scanned += 1;
    last = position;
    if (matches(job, query)) {
      jobs.push(query.full ? toRecord(job, position.score) : toSummary(job, position.score));
    }
  }
  return { jobs, nextPageToken: null, scanned };
}

function* walk(
  ns: MemoryNamespace,
  query: ListQuery,
  after: Position | null,
): Generator<{ readonly job: MemoryJob; readonly position: Position }> {
  const from = after === null ? -1 : stateRank(after.state);
  for (const name of [...ns.queues.keys()].sort()) {
    if ((query.queue !== null && name !== query.queue) || (after !== null && name < after.queue)) {
      continue;
    }
    for (const state of JOB_STATES) {
      const here = after?.queue === name;
      if ((query.state !== null && state !== query.state) || (here && stateRank(state) < from)) {
        continue;
      }
      const start = here && state === after.state ? after : null;
      for (const { job, score } of ns.queues.get(name)?.set(state).downFrom(start) ?? []) {
        yield { job, position: { queue: name, state, score, id: job.spec.id } };
      }
    }
  }
}

function stateRank(state: string): number {
  return (JOB_STATES as readonly string[]).indexOf(state);
}

function matches(job: MemoryJob, { type, tag, createdAfter, createdBefore }: ListQuery): boolean {
  return (
    (type === null || job.spec.type === type) &&
    (tag === null || job.spec.tags.includes(tag)) &&
    (createdAfter === null || job.createdAt >= createdAfter) &&
    (createdBefore === null || job.createdAt < createdBefore)
  );
}

/** What a token is good for: it belongs to the listing that it was given out with. */
function listingOf({ queue, state, type, tag, createdAfter, createdBefore }: ListQuery): string {
  return JSON.stringify([queue, state, type, tag, createdAfter, createdBefore]);
}

function writeToken(query: ListQuery, position: Position): string {
  return Buffer.from(JSON.stringify([listingOf(query), position])).toString('base64url');
}

function readToken(query: ListQuery, token: string): Position {
  try {
    const [listing, position] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string, Position];
    if (listing === listingOf(query)) {
      return position;
    }
  } catch {
    // Not a token at all: the same answer.
  }
  throw new InvalidPageTokenError('the page token does not belong to this listing');
}

/** A page of queues by name. */
export function queuesAfter(
  ns: MemoryNamespace,
  after: string | null,
  max: number,
  contains: string,
): QueueInfo[] {
  return [...ns.queues.values()]
    .filter(({ name }) => (after === null || name > after) && name.includes(contains))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, max)
    .map((queue) => queue.info());
}
