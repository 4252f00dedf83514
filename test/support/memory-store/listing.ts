import { InvalidPageTokenError } from '../../../src/core/errors';
import type { JobPage, ListQuery } from '../../../src/core/job-listing';
import type { QueueInfo } from '../../../src/core/queue-info';
import { JOB_STATES } from '../../../src/core/states';
import { type CreationPlace, type IndexListing, isBehind, listedByIndex } from './index-listing';
import { type MemoryJob, toRecord, toSummary } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';

/** Jobs looked at for one page. */
const SCAN_BUDGET = 500;

interface StatePosition {
  readonly queue: string;
  readonly state: string;
  readonly score: number;
  readonly id: string;
}

/** The last job that was looked at: by states, in the order of creation, or by states after that order. */
interface Position {
  readonly by: StatePosition | null;
  readonly created: CreationPlace | null;
}

/** By the queue's index, else by a walk; a page token is the last job that was looked at. */
export function list(ns: MemoryNamespace, query: ListQuery): JobPage {
  const after = query.pageToken === null ? null : readToken(query, query.pageToken);
  const indexed =
    after !== null && after.by !== null ? null : listedByIndex(ns, query, after?.created ?? null);
  return indexed === null ? listByState(ns, query, after) : listByCreation(ns, query, indexed);
}

/** Walks queues by name, then states, then the latest first. */
function listByState(ns: MemoryNamespace, query: ListQuery, after: Position | null): JobPage {
  const created = after?.created ?? null;
  function* found(): Generator<Found> {
    for (const { job, position } of walk(ns, query, after?.by ?? null)) {
      yield { job, position: { by: position, created }, score: position.score };
    }
  }
  const isListed = ({ createdAt, spec }: MemoryJob) =>
    created === null || isBehind(createdAt, spec.id, created);
  return { order: 'state', total: null, ...pageOf(query, found(), isListed) };
}

function listByCreation(ns: MemoryNamespace, query: ListQuery, { jobs, total }: IndexListing): JobPage {
  const found = jobs.map((job) => ({
    job,
    position: { by: null, created: { score: job.createdAt, id: job.spec.id } },
    score: ns.queueOf(job).set(job.state).scoreOf(job) ?? 0,
  }));
  const isListed = ({ state }: MemoryJob) => query.state === null || state === query.state;
  return { order: 'created', total, ...pageOf(query, found, isListed) };
}

interface Found {
  readonly job: MemoryJob;
  readonly position: Position;
  /** In its state's set. */
  readonly score: number;
}

function pageOf(query: ListQuery, found: Iterable<Found>, isListed: (job: MemoryJob) => boolean) {
  const jobs: JobPage['jobs'][number][] = [];
  let scanned = 0;
  let last: Position | null = null;
  for (const { job, position, score } of found) {
    if (scanned >= SCAN_BUDGET || jobs.length >= query.pageSize) {
      return { jobs, nextPageToken: last === null ? null : writeToken(query, last), scanned };
    }
    scanned += 1;
    last = position;
    if (matches(job, query) && isListed(job)) {
      jobs.push(query.full ? toRecord(job, score) : toSummary(job, score));
    }
  }
  return { jobs, nextPageToken: null, scanned };
}

function* walk(
  ns: MemoryNamespace,
  query: ListQuery,
  after: StatePosition | null,
): Generator<{ readonly job: MemoryJob; readonly position: StatePosition }> {
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
