import { InvalidPageTokenError } from '../../../src/core/errors';
import type { ListQuery } from '../../../src/core/job-listing';
import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';
import { without } from '../../support/without';

export const EVERYTHING: ListQuery = {
  queue: null,
  state: null,
  type: null,
  tag: null,
  createdAfter: null,
  createdBefore: null,
  pageSize: 500,
  pageToken: null,
  full: false,
};

/** All ids of a listing, page by page; `between` runs after each page. */
async function walk(bed: Bed, chosen: Partial<ListQuery>, between?: (page: number) => Promise<void>) {
  const ids: string[] = [];
  let pageToken: string | null = null;
  for (let page = 1; page < 1_000; page += 1) {
    const answer = await bed.store.list({ ...EVERYTHING, ...chosen, pageToken });
    ids.push(...answer.jobs.map(({ id }) => id));
    pageToken = answer.nextPageToken;
    if (pageToken === null) {
      return ids;
    }
    await between?.(page);
  }
  throw new Error('the listing does not end');
}

export const listRules: readonly Rule[] = [
  {
    name: 'a row has the latest finished attempt, whatever the job does now',
    check: async (bed) => {
      const lease = await bed.start('a');
      const begun = bed.now();
      await bed.advance(50);
      await bed.fail(lease, 0, 'first');
      await bed.advance(1);
      await bed.store.promote(10);
      const again = await bed.startKnown('a');
      const rows = async () => (await bed.store.list({ ...EVERYTHING, queue: 'default' })).jobs;
      const first = { attempt: 1, outcome: 'failed', startedAt: begun, endedAt: begun + 50, code: 'first' };
      expect(await rows()).toMatchObject([{ state: 'in_progress', lastAttempt: first }]);
      const startedAt = bed.now();
      await bed.advance(7);
      await bed.complete(again);
      expect(await rows()).toMatchObject([
        { lastAttempt: { attempt: 2, outcome: 'completed', startedAt, endedAt: startedAt + 7, code: null } },
      ]);
      expect((await bed.get('a')).lastAttempt).toEqual((await rows())[0]?.lastAttempt);
      await bed.add('new');
      expect((await rows()).find(({ id }) => id === 'new')?.lastAttempt).toBeNull();
    },
  },
  {
    name: 'an empty namespace lists nothing',
    check: async (bed) => {
      expect(await bed.store.list(EVERYTHING)).toEqual({
        ...{ jobs: [], nextPageToken: null, scanned: 0, order: 'state', total: null },
      });
    },
  },
  {
    name: 'a walk goes by queue, by state, and the latest first',
    check: async (bed) => {
      await bed.complete(await bed.start('done'));
      await bed.enqueue([
        newJob('b1', { queue: 'a' }),
        newJob('b2', { queue: 'a' }),
        newJob('low', { priority: -1 }),
        newJob('q1'),
        newJob('s1', { delayMs: 10 }),
        newJob('s2', { delayMs: 20 }),
      ]);
      expect(await walk(bed, {})).toEqual(['b2', 'b1', 's2', 's1', 'low', 'q1', 'done']);
      expect(await walk(bed, { pageSize: 1 })).toEqual(['b2', 'b1', 's2', 's1', 'low', 'q1', 'done']);
    },
  },
  {
    name: 'filters: queue, state, type, tag, times of creation',
    check: async (bed) => {
      await bed.enqueue([newJob('a', { queue: 'x', tags: ['red', 'blue'] }), newJob('b', { type: 'mail' })]);
      await bed.advance(10);
      await bed.enqueue([newJob('c', { tags: ['red'] }), newJob('d', { delayMs: 5 })]);
      expect(await walk(bed, { queue: 'x' })).toEqual(['a']);
      expect(await walk(bed, { queue: 'none' })).toEqual([]);
      expect(await walk(bed, { state: 'scheduled' })).toEqual(['d']);
      expect(await walk(bed, { type: 'mail' })).toEqual(['b']);
      expect((await walk(bed, { tag: 'red' })).sort()).toEqual(['a', 'c']);
      expect(await walk(bed, { tag: 'red', queue: 'x', state: 'queued', type: 'simulate' })).toEqual(['a']);
      expect((await walk(bed, { createdAfter: bed.now() })).sort()).toEqual(['c', 'd']);
      expect((await walk(bed, { createdBefore: bed.now() })).sort()).toEqual(['a', 'b']);
    },
  },
  {
    name: 'a row has everything but payload, result, progress and attempts; full rows have these too',
    check: async (bed) => {
      const payload = JSON.stringify('p'.repeat(700));
      const lease = await bed.start('a', { payload, tags: ['t'] });
      await bed.store.extend([{ ...lease, leaseMs: 100, progress: '0.5' }]);
      await bed.complete(lease, JSON.stringify('r'.repeat(700)));
      const whole = await bed.get('a');
      const row = without(whole, 'payload', 'result', 'progress', 'attempts');
      expect((await bed.store.list(EVERYTHING)).jobs).toEqual([row]);
      expect((await bed.store.list({ ...EVERYTHING, full: true })).jobs).toEqual([whole]);
    },
  },
  {
    name: 'jobs of one time are all listed once, whatever the page size',
    check: async (bed) => {
      const ids = Array.from({ length: 23 }, (_, i) => `job:${i}`);
      await bed.enqueue(ids.map((id) => newJob(id)));
      await bed.store.cancel(ids);
      for (const pageSize of [1, 4, 23, 100]) {
        const listed = await walk(bed, { state: 'cancelled', pageSize });
        expect(listed).toEqual([...ids].sort().reverse());
      }
    },
  },
  {
    name: 'a walk misses and repeats nothing that stays, while other jobs come and go',
    check: async (bed) => {
      const ids = Array.from({ length: 20 }, (_, i) => `j${String(i).padStart(2, '0')}`);
      await bed.enqueue(ids.map((id) => newJob(id)));
      const listed = await walk(bed, { state: 'queued', pageSize: 5 }, async (page) => {
        await bed.add(`new${page}`);
        // The last one seen goes away: the walk goes on behind its place.
        await bed.store.cancel([`j${String(20 - 5 * page).padStart(2, '0')}`]);
      });
      expect(listed).toEqual([...ids].reverse());
    },
  },
  {
    name: 'a page is bounded by what it looks at, and the walk still finds the needle',
    check: async (bed) => {
      for (let n = 0; n < 3_000; n += 500) {
        await bed.enqueue(Array.from({ length: 500 }, (_, i) => newJob(`hay${n + i}`)));
      }
      await bed.add('needle', { priority: 100, type: 'mail', tags: ['sharp'] });
      const first = await bed.store.list({ ...EVERYTHING, type: 'mail' });
      expect(first.scanned).toBeLessThanOrEqual(2_500);
      expect(await walk(bed, { type: 'mail' })).toEqual(['needle']);
      expect(await walk(bed, { tag: 'sharp' })).toEqual(['needle']);
    },
  },
  {
    name: 'a page token of another listing, or none of ours, is refused',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b')]);
      const { nextPageToken } = await bed.store.list({ ...EVERYTHING, pageSize: 1 });
      expect(nextPageToken).not.toBeNull();
      for (const query of [
        { pageToken: nextPageToken, queue: 'default' },
        { pageToken: 'nonsense' },
        { pageToken: '' },
        { pageToken: Buffer.from('[]').toString('base64url') },
      ]) {
        await expect(bed.store.list({ ...EVERYTHING, ...query })).rejects.toThrow(InvalidPageTokenError);
      }
    },
  },
];
