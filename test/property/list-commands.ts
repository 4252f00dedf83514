import fc from 'fast-check';
import type { ListQuery } from '../../src/core/job-listing';
import type { JobStore } from '../../src/core/job-store';
import type { QueueSettings } from '../../src/core/queue-settings';
import { JOB_STATES } from '../../src/core/states';
import { EVERYTHING } from '../contract/rules/list.rules';
import { TEST_START } from '../support/memory-bed';

/** All that is indexed, or some, or nothing. */
export const indexSettings: fc.Arbitrary<Partial<QueueSettings>> = fc
  .constantFrom<QueueSettings['index']>(['created', 'type', 'tag'], ['created'], ['type'], ['tag'], null)
  .map((index) => ({ index }));

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 1 });
const moment = fc.constantFrom(0, 50, 400, 3_000).map((ms) => TEST_START + ms);

/** Mostly of one queue: others have no index that could help. */
export function listQuery(queue: fc.Arbitrary<string>): fc.Arbitrary<Partial<ListQuery>> {
  return fc.record({
    queue: fc.option(queue, { nil: null, freq: 4 }),
    state: fc.option(fc.constantFrom(...JOB_STATES), { nil: null, freq: 1 }),
    type: orNull(fc.constantFrom('simulate', 'odd:type')),
    tag: orNull(fc.constantFrom('t', 'y'.repeat(600))),
    createdAfter: orNull(moment),
    createdBefore: orNull(moment),
    pageSize: fc.constantFrom(1, 2, 100),
    full: fc.boolean(),
  });
}

/** All that a list says, whatever its pages are. */
export async function listAll(store: JobStore, chosen: Partial<ListQuery>) {
  const query = { ...EVERYTHING, ...chosen };
  let page = await store.list(query);
  const { order, total } = page;
  const jobs = [...page.jobs];
  while (page.nextPageToken !== null) {
    page = await store.list({ ...query, pageToken: page.nextPageToken });
    jobs.push(...page.jobs);
  }
  return { order, total, jobs };
}
