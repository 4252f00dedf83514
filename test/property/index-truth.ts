import { readJobHash } from '../../src/persistence/codec/job-hash';
import { readStaticData } from '../../src/persistence/codec/static-data';
import type { MemoryNamespace } from '../support/memory-store/memory-namespace';
import type { MemoryQueue } from '../support/memory-store/memory-queue';
import { mustEqual } from './mismatch';
import type { Dump } from './redis-dump';

/** What this file holds against the jobs and the model; nothing else looks at it. */
export const INDEX_KEYS = /^(indexing|index:.+|q:[^:]+:index)$/;

/** Checks the indexes of all queues against what their jobs say, and which jobs are in them against the model. */
export function checkIndexes(dump: Dump, model: MemoryNamespace): void {
  const known = new Set(model.droppedIndexes.length > 0 ? ['index:dropped'] : []);
  for (const queue of model.queues.values()) {
    const gen = dump.hash(`q:${queue.name}:config`).get('index_gen') ?? null;
    mustEqual(`${queue.name} has an index`, gen !== null, queue.index !== null);
    if (gen !== null) {
      checkIndex(dump, queue, gen).forEach((key) => known.add(key));
    }
  }
  const indexed = [...model.queues.values()].filter(({ index }) => index !== null);
  mustEqual(
    'queues whose index is looked at, and when',
    Object.fromEntries(dump.sorted('indexing')),
    Object.fromEntries(indexed.map(({ name, index }) => [name, index?.lookAt])),
  );
  if (indexed.length > 0) {
    known.add('indexing');
  }
  const dropped = dump.sorted('index:dropped').map(([gen]) => gen);
  mustEqual('indexes to remove', dropped.length, model.droppedIndexes.length);
  const leaked = [...dump.keys]
    .filter((key) => INDEX_KEYS.test(key) && !known.has(key))
    .filter((key) => !dropped.some((gen) => key.startsWith(`index:${gen}:`)));
  mustEqual('keys of indexes that nothing accounts for', leaked, []);
  mustEqual(
    'keys of indexes that are missing',
    [...known].filter((key) => !dump.keys.has(key)),
    [],
  );
}

/** Returns the keys that it has. */
function checkIndex(dump: Dump, queue: MemoryQueue, gen: string): string[] {
  const fields = dump.hash(`q:${queue.name}:config`).get('index')?.split(',') ?? [];
  const state = dump.hash(`q:${queue.name}:index`);
  const marked = jobsOf(dump, queue.name).filter(({ mark }) => mark === gen);
  mustEqual(
    `jobs in the index of ${queue.name}`,
    marked.map(({ id }) => id).sort(),
    [...queue.jobs()].filter((job) => queue.index?.has(job)).map(({ spec }) => spec.id),
  );
  const sets = new Map<string, (readonly [string, number])[]>();
  for (const { id, type, tags, createdAt } of marked) {
    const names = {
      created: ['created'],
      type: [`type:${type}`],
      tag: [...new Set(tags)].map((tag) => `tag:${tag}`),
    };
    for (const name of fields.flatMap((field) => names[field as keyof typeof names])) {
      sets.set(name, [...(sets.get(name) ?? []), [id, createdAt]]);
    }
  }
  for (const [name, members] of sets) {
    const there = dump.sorted(`index:${gen}:${name}`);
    mustEqual(`${name} of the index of ${queue.name}`, [...there].sort(byId), members.sort(byId));
  }
  mustEqual(
    `sets of the index of ${queue.name}`,
    dump.sorted(`index:${gen}:sets`).map(([name]) => name),
    [...sets.keys()].sort(),
  );
  const sizes = Object.values(queue.stateSizes()).reduce((sum, n) => sum + n, 0);
  const count = (name: string) => Number(state.get(name));
  mustEqual(`the index of ${queue.name} knows its number`, state.get('gen'), gen);
  mustEqual(`jobs that the index of ${queue.name} counts`, count('jobs'), marked.length);
  mustEqual(
    `the index of ${queue.name} accounts for each job that went`,
    sizes - queue.counters.enqueued + count('removed'),
    count('base'),
  );
  const registry = sets.size > 0 ? [`index:${gen}:sets`] : [];
  return [...registry, ...[...sets.keys()].map((name) => `index:${gen}:${name}`), `q:${queue.name}:index`];
}

function jobsOf(dump: Dump, name: string) {
  return [...dump.keys]
    .filter((key) => key.startsWith('job:'))
    .flatMap((key) => {
      const fields = dump.hash(key);
      const body = dump.text(key.replace('job:', 'body:'));
      const hash = readJobHash([...[...fields].flat(), ...(body === null ? [] : ['B', body])]);
      const { queue, type, createdAt, staticData } = hash;
      const { tags } = readStaticData(staticData, createdAt);
      return queue === name ? [{ id: key.slice(4), type, createdAt, tags, mark: fields.get('i') }] : [];
    });
}

function byId([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
