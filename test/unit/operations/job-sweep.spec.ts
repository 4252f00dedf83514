import type { JobStore } from '../../../src/core/job-store';
import { ProblemError } from '../../../src/http/problem';
import { sweepJobs } from '../../../src/operations/job-sweep';
import type { SweepRequest } from '../../../src/operations/sweep-request';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { openMemoryStore } from '../../support/memory-bed';
import { RETENTION } from '../../contract/bed';

const REQUEST: SweepRequest = {
  filter: { queue: 'q', type: null, tag: null, createdAfter: null, createdBefore: null },
  states: ['scheduled', 'queued'],
  dryRun: false,
  pageToken: null,
};
const NEVER = new AbortController().signal;
const GONE = AbortSignal.abort();

async function filled(jobs: number): Promise<JobStore> {
  const { store } = openMemoryStore(RETENTION);
  const some = Array.from({ length: jobs }, (_, i) =>
    newJob(`j${i}`, { queue: 'q', delayMs: i % 2 === 0 ? 1_000 : null }),
  );
  await store.enqueue(some, NO_LIMITS);
  return store;
}

const cancelIn = (store: JobStore) => async (ids: readonly string[]) =>
  (await store.cancel(ids)).filter(({ result }) => result === 'cancelled').length;

it('goes through all states, page by page', async () => {
  const store = await filled(2_400);
  expect(await sweepJobs(store, 'cancel', REQUEST, cancelIn(store), NEVER)).toEqual({
    ...{ matched: 2_400, changed: 2_400, scanned: 2_400, nextPageToken: null },
  });
  expect((await store.counts()).states).toMatchObject({ scheduled: 0, queued: 0, cancelled: 2_400 });
});

it('stops where the client has left, and goes on with its token', async () => {
  const store = await filled(1_500);
  const left = new AbortController();
  const act = async (ids: readonly string[]) => {
    left.abort();
    return cancelIn(store)(ids);
  };
  const first = await sweepJobs(store, 'cancel', REQUEST, act, left.signal);
  expect(first).toMatchObject({ matched: 500, changed: 500 });
  const pageToken = first.nextPageToken;
  expect(pageToken).not.toBeNull();
  const rest = await sweepJobs(store, 'cancel', { ...REQUEST, pageToken }, cancelIn(store), NEVER);
  expect(rest).toMatchObject({ matched: 1_000, changed: 1_000, nextPageToken: null });
});

it('acts on nothing in a dry run, and counts jobs that moved on as not changed', async () => {
  const store = await filled(10);
  const none = () => Promise.reject(new Error('must not act'));
  const counted = await sweepJobs(store, 'cancel', { ...REQUEST, dryRun: true }, none, NEVER);
  expect(counted).toMatchObject({ matched: 10, changed: 0 });
  expect(await sweepJobs(store, 'cancel', REQUEST, () => Promise.resolve(1), NEVER)).toMatchObject({
    ...{ matched: 10, changed: 2 },
  });
});

it.each([
  ['another action', 'purge', {}],
  ['another filter', 'cancel', { filter: { ...REQUEST.filter, type: 'mail' } }],
  ['other states', 'cancel', { states: ['queued', 'scheduled'] }],
] as const)('refuses the token of %s', async (_of, action, other) => {
  const store = await filled(1);
  const { nextPageToken } = await sweepJobs(store, 'cancel', REQUEST, cancelIn(store), GONE);
  expect(nextPageToken).not.toBeNull();
  const request = { ...REQUEST, ...other, pageToken: nextPageToken };
  await expect(sweepJobs(store, action, request, cancelIn(store), NEVER)).rejects.toThrow(ProblemError);
  expect((await store.counts()).states).toMatchObject({ cancelled: 0 });
});
