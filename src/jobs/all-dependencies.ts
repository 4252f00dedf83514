import type { Dependency } from '../core/dependency';
import { MAX_BATCH, type JobStore } from '../core/job-store';

/** Everything that a job depends on, in the order as sent: at most MAX_DEPENDENCIES. */
export async function allDependencies(store: JobStore, id: string): Promise<Dependency[]> {
  const all: Dependency[] = [];
  let page: readonly Dependency[];
  do {
    page = await store.dependencies(id, all.length);
    all.push(...page);
  } while (page.length === MAX_BATCH);
  return all;
}
