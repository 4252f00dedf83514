import type { JobError } from './job';
import { MAX_BATCH, type JobStore } from './job-store';
import type { FinalState } from './states';

/** What became of a job that another one depends on. */
export interface DependencyEnd {
  readonly id: string;
  readonly outcome: FinalState | null;
  /** What its handler returned; null for one that did not complete, and once it is not kept any more. */
  readonly result: unknown;
  /** Of one that failed or was cancelled, as long as it is kept. */
  readonly error: JobError | null;
}

/** Read at once: results may be large. */
const AT_ONCE = 10;

/** What became of everything that a job depends on, in the order as sent; a few are held at a time. */
export async function* dependencyEnds(
  store: Pick<JobStore, 'dependencies' | 'get'>,
  id: string,
): AsyncGenerator<DependencyEnd, void, void> {
  let offset = 0;
  let page = await store.dependencies(id, offset);
  while (page.length > 0) {
    for (let at = 0; at < page.length; at += AT_ONCE) {
      const some = page.slice(at, at + AT_ONCE);
      yield* await Promise.all(
        some.map(async (one): Promise<DependencyEnd> => {
          const job = await store.get(one.id);
          // One that runs again, by hand or as another job under the id, has nothing to tell of that end.
          const kept = job?.state === one.outcome ? job : null;
          const text = kept?.result ?? null;
          const result: unknown = text === null ? null : JSON.parse(text);
          const error = one.outcome === 'completed' ? null : (kept?.error ?? null);
          return { id: one.id, outcome: one.outcome, result, error };
        }),
      );
    }
    offset += page.length;
    page = page.length < MAX_BATCH ? [] : await store.dependencies(id, offset);
  }
}
