import type { ListQuery } from '../../../src/core/job-listing';
import { type MemoryJob } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import type { MemoryIndex } from './search-index';
import type { SortedJobs } from './sorted-jobs';

/** A place in the order of creation. */
export interface CreationPlace {
  readonly score: number;
  readonly id: string;
}

export interface IndexListing {
  /** The latest created first; other filters are still to be applied. */
  readonly jobs: readonly MemoryJob[];
  /** How many jobs the whole list has; null where they would have to be looked at. */
  readonly total: number | null;
}

/** The jobs that a list by the index of its queue looks at; null where it does not go by it. */
export function listedByIndex(
  ns: MemoryNamespace,
  query: ListQuery,
  after: CreationPlace | null,
): IndexListing | null {
  const queue = query.queue === null ? undefined : ns.queues.get(query.queue);
  const index = queue?.index ?? null;
  if (queue === undefined || index === null || !index.isWhole(queue)) {
    return null;
  }
  const best = bestSet(index, query);
  if (best === null) {
    return null;
  }
  const { jobs, name } = best;
  if (after === null && query.state !== null && queue.set(query.state).size <= jobs.length) {
    return null;
  }
  const behind = jobs.filter(({ createdAt, spec }) => after === null || isBehind(createdAt, spec.id, after));
  const exact =
    query.state === null &&
    (query.type === null || name === `type:${query.type}`) &&
    (query.tag === null || name === `tag:${query.tag}`);
  return { jobs: behind, total: exact ? jobs.length : null };
}

export function isBehind(createdAt: number, id: string, { score, id: last }: CreationPlace): boolean {
  return createdAt < score || (createdAt === score && id < last);
}

function bestSet(index: MemoryIndex, { type, tag, createdAfter, createdBefore }: ListQuery) {
  const names = [
    ...(tag !== null && index.covers('tag') ? [`tag:${tag}`] : []),
    ...(type !== null && index.covers('type') ? [`type:${type}`] : []),
    ...(index.covers('created') ? ['created'] : []),
  ];
  const sets = names.map((name) => ({
    name,
    jobs: latestFirst(index.set(name)).filter(
      ({ createdAt }) =>
        (createdAfter === null || createdAt >= createdAfter) &&
        (createdBefore === null || createdAt < createdBefore),
    ),
  }));
  return sets.sort((a, b) => a.jobs.length - b.jobs.length)[0] ?? null;
}

function latestFirst(set: SortedJobs): MemoryJob[] {
  return [...set.downFrom(null)].map(({ job }) => job);
}
