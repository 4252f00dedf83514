import type { JobPage, ListQuery } from '../../../src/core/job-listing';
import { MAX_BATCH } from '../../../src/core/job-store';
import type { IndexField } from '../../../src/core/queue-settings';
import { FINAL_STATES, WAITING_STATES } from '../../../src/core/states';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';
import { EVERYTHING } from './list.rules';

const OF_QUEUE: ListQuery = { ...EVERYTHING, queue: 'default' };

const idsOf = ({ jobs }: JobPage) => jobs.map(({ id }) => id);

/** All pages of a list; `between` runs after each. */
async function pagesOf(
  bed: Bed,
  chosen: Partial<ListQuery>,
  between?: (page: number) => Promise<unknown>,
): Promise<JobPage[]> {
  const pages: JobPage[] = [];
  let pageToken: string | null = null;
  do {
    const page: JobPage = await bed.store.list({ ...OF_QUEUE, ...chosen, pageToken });
    pages.push(page);
    pageToken = page.nextPageToken;
    if (pageToken !== null) {
      await between?.(pages.length);
    }
  } while (pageToken !== null && pages.length < 1_000);
  return pages;
}

async function index(bed: Bed, fields: readonly IndexField[] | null, queue = 'default'): Promise<void> {
  await bed.store.configureQueue(queue, { index: fields });
}

/** Until nothing is left to do. */
async function build(bed: Bed): Promise<number> {
  let moved = 0;
  for (let calls = 0; calls < 1_000; calls += 1) {
    const answer = await bed.store.index(MAX_BATCH);
    moved += answer.moved;
    if (!answer.more) {
      return moved;
    }
  }
  throw new Error('the index is never done');
}

const progress = async (bed: Bed) => (await bed.store.queue('default'))?.index;

/** Jobs in many states: their ids, the latest created first. */
async function jobsInManyStates(bed: Bed): Promise<string[]> {
  await bed.complete(await bed.start('a', { tags: ['red'] }));
  await bed.advance(1);
  await bed.fail(await bed.start('b', { type: 'odd:type' }, { types: ['odd:type'] }), null);
  await bed.advance(1);
  await bed.add('c', { delayMs: 60_000, tags: ['red', 'blue'] });
  await bed.advance(1);
  await bed.add('d', { group: 'g' });
  await bed.add('e', { group: 'g', priority: 50 });
  await bed.advance(1);
  await bed.add('f');
  await bed.store.cancel(['f']);
  return ['f', 'e', 'd', 'c', 'b', 'a'];
}

export const indexRules: readonly Rule[] = [
  {
    name: 'an indexed queue is listed by creation, the latest first, in full pages',
    check: async (bed) => {
      await index(bed, ['created']);
      const ids = await jobsInManyStates(bed);
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'created', total: 6, scanned: 6 });
      const pages = await pagesOf(bed, { pageSize: 4 });
      expect(pages.map(idsOf)).toEqual([ids.slice(0, 4), ids.slice(4)]);
      const whole = await bed.get('e');
      expect((await bed.store.list({ ...OF_QUEUE, full: true })).jobs[1]).toEqual(whole);
    },
  },
  {
    name: 'created, type and tag: each list has just its jobs, and knows how many',
    check: async (bed) => {
      await index(bed, ['created', 'type', 'tag']);
      const begun = bed.now();
      await jobsInManyStates(bed);
      const listed = async (chosen: Partial<ListQuery>) => {
        const page = await bed.store.list({ ...OF_QUEUE, ...chosen });
        expect(page).toMatchObject({ order: 'created', scanned: page.jobs.length, total: page.jobs.length });
        return idsOf(page);
      };
      expect(await listed({ createdAfter: begun + 1, createdBefore: begun + 4 })).toEqual([
        'e',
        'd',
        'c',
        'b',
      ]);
      expect(await listed({ createdAfter: begun + 9 })).toEqual([]);
      expect(await listed({ createdAfter: begun + 3, createdBefore: begun + 1 })).toEqual([]);
      expect(await listed({ type: 'odd:type' })).toEqual(['b']);
      expect(await listed({ type: 'none' })).toEqual([]);
      expect(await listed({ tag: 'red' })).toEqual(['c', 'a']);
      expect(await listed({ tag: 'red', createdBefore: begun + 2 })).toEqual(['a']);
      expect(idsOf(await bed.store.list({ ...OF_QUEUE, tag: 'red', type: 'simulate' }))).toEqual(['c', 'a']);
      expect(await bed.store.list({ ...OF_QUEUE, tag: 'red', type: 'odd:type' })).toMatchObject({
        ...{ jobs: [], total: null },
      });
    },
  },
  {
    name: 'a list that no field of the index helps goes by states',
    check: async (bed) => {
      await index(bed, ['type']);
      const ids = await jobsInManyStates(bed);
      const page = await bed.store.list({ ...OF_QUEUE, createdAfter: 0 });
      expect(page).toMatchObject({ order: 'state', total: null });
      expect(idsOf(page).sort()).toEqual([...ids].sort());
      expect(await bed.store.list({ ...OF_QUEUE, type: 'simulate' })).toMatchObject({ order: 'created' });
      expect(await bed.store.list({ ...EVERYTHING, type: 'simulate' })).toMatchObject({ order: 'state' });
    },
  },
  {
    name: 'a list of one state goes by whatever is shorter',
    check: async (bed) => {
      await index(bed, ['created', 'type']);
      await bed.enqueue([newJob('m1', { type: 'mail', delayMs: 9 }), newJob('a'), newJob('b')]);
      await bed.enqueue([newJob('m2', { type: 'mail' }), newJob('m3', { type: 'mail' })]);
      const mails = { ...OF_QUEUE, type: 'mail' };
      const queued = await bed.store.list({ ...mails, state: 'queued' });
      expect({ ...queued, jobs: idsOf(queued) }).toMatchObject({
        ...{ order: 'created', scanned: 3, jobs: ['m3', 'm2'], total: null },
      });
      const later = await bed.store.list({ ...mails, state: 'scheduled' });
      expect({ ...later, jobs: idsOf(later) }).toMatchObject({ order: 'state', scanned: 1, jobs: ['m1'] });
      expect(await bed.store.list({ ...OF_QUEUE, state: 'queued' })).toMatchObject({ order: 'state' });
    },
  },
  {
    name: 'jobs that were there before are put in step by step, and until then lists go by states',
    check: async (bed) => {
      const ids = await jobsInManyStates(bed);
      await index(bed, ['created', 'tag']);
      for (let done = 0; done < ids.length; done += 2) {
        expect(await progress(bed)).toEqual({ jobs: done, whole: false });
        expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'state', total: null });
        expect(await bed.store.index(2)).toMatchObject({ moved: 2 });
      }
      expect(await progress(bed)).toEqual({ jobs: 6, whole: true });
      expect(await build(bed)).toBe(0);
      expect(idsOf(await bed.store.list(OF_QUEUE))).toEqual(ids);
      expect(idsOf(await bed.store.list({ ...OF_QUEUE, tag: 'red' }))).toEqual(['c', 'a']);
    },
  },
  {
    name: 'jobs that move, come and go while the index is built are in it in the end, or not',
    check: async (bed) => {
      await bed.enqueue(['a', 'b', 'c', 'd', 'e'].map((id) => newJob(id)));
      const lease = await bed.startKnown('a');
      await index(bed, ['created']);
      // The walk has passed the states that wait when a job comes back into one of them.
      expect(await bed.store.index(4)).toEqual({ moved: 4, more: true });
      await bed.fail(lease, 60_000);
      await bed.add('new');
      await bed.store.purge(['b'], WAITING_STATES);
      expect(await build(bed)).toBe(0);
      expect(await progress(bed)).toEqual({ jobs: 4, whole: false });
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'state' });
      await bed.advance(10_000);
      expect(await build(bed)).toBe(1);
      expect(idsOf(await bed.store.list(OF_QUEUE))).toEqual(['new', 'e', 'd', 'c', 'a']);
    },
  },
  {
    name: 'a job that retention, a purge or a full queue ends leaves the index when it goes, not before',
    retention: { ms: 1_000, failedMs: 5_000 },
    check: async (bed) => {
      await bed.store.configureQueue('default', { index: ['created'], maxDepth: 2, overflow: 'drop_oldest' });
      await bed.complete(await bed.start('a'));
      await bed.advance(1);
      await bed.enqueue([newJob('b'), newJob('c', { ttlMs: 10 })]);
      await bed.advance(1);
      await bed.add('d');
      await bed.advance(10);
      await bed.store.promote(10);
      expect(idsOf(await bed.store.list(OF_QUEUE))).toEqual(['d', 'c', 'b', 'a']);
      await bed.advance(1_000);
      await bed.store.trim(10, false);
      expect(idsOf(await bed.store.list(OF_QUEUE))).toEqual(['d', 'c', 'b']);
      await bed.store.purge(['d', 'b'], [...WAITING_STATES, ...FINAL_STATES]);
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({
        order: 'created',
        total: 1,
        jobs: [{ id: 'c' }],
      });
      await bed.advance(5_000);
      await bed.store.trim(10, false);
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'created', total: 0, jobs: [] });
    },
  },
  {
    name: 'a job that is driven again or rescheduled keeps its place',
    check: async (bed) => {
      await index(bed, ['created']);
      await bed.fail(await bed.start('a'), null);
      await bed.advance(5);
      await bed.add('b');
      await bed.store.redrive(['a']);
      await bed.store.reschedule('b', { priority: 7, delayMs: 50, runAt: null });
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({
        ...{
          order: 'created',
          jobs: [
            { id: 'b', state: 'scheduled' },
            { id: 'a', state: 'queued' },
          ],
        },
      });
    },
  },
  {
    name: 'jobs that are stored together, that follow another, or that a resend brings again are in it once',
    check: async (bed) => {
      await index(bed, ['created', 'type', 'tag']);
      const lease = await bed.start('first');
      await bed.advance(1);
      await bed.store.follow({ ...lease, result: null, resultError: null }, [
        newJob('second', { tags: ['t'] }),
      ]);
      await bed.advance(1);
      const together = [newJob('third', { tags: ['t', 't'] }), newJob('fourth', { dependsOn: ['third'] })];
      await bed.store.enqueueAll(together, NO_LIMITS);
      await bed.enqueue([newJob('third', { tags: ['t', 't'] })]);
      expect(idsOf(await bed.store.list(OF_QUEUE))).toEqual(['third', 'fourth', 'second', 'first']);
      expect(await bed.store.list({ ...OF_QUEUE, tag: 't' })).toMatchObject({
        ...{ order: 'created', total: 2, jobs: [{ id: 'third' }, { id: 'second' }] },
      });
    },
  },
  {
    name: 'tags are found in a body of any size, and in no other text',
    check: async (bed) => {
      const lie = JSON.stringify({ tg: ['lie'], text: '"tg":["lie"]' });
      const long = JSON.stringify({ tg: ['lie'], text: 'x'.repeat(2_000) });
      await bed.enqueue([
        newJob('bare', { payload: lie }),
        newJob('short', { tags: ['t'], payload: lie, callbackUrl: 'https://example.org/?a="tg":["lie"]' }),
        newJob('long', { tags: ['t', 'x'.repeat(100)], payload: long, ttlMs: 60_000, timeoutMs: 1_000 }),
        newJob('many', { tags: Array.from({ length: 10 }, (_, i) => `${i}${'y'.repeat(120)}`) }),
      ]);
      await index(bed, ['tag']);
      await build(bed);
      const listed = async (tag: string) => {
        const page = await bed.store.list({ ...OF_QUEUE, tag });
        expect(page.order).toBe('created');
        return idsOf(page);
      };
      expect(await listed('t')).toEqual(['short', 'long']);
      expect(await listed('x'.repeat(100))).toEqual(['long']);
      expect(await listed(`9${'y'.repeat(120)}`)).toEqual(['many']);
      expect(await listed('lie')).toEqual([]);
    },
  },
  {
    name: 'an index that is taken away or changed is removed step by step, and lists know at once',
    check: async (bed) => {
      await index(bed, ['created']);
      await jobsInManyStates(bed);
      await index(bed, ['created', 'type', 'tag']);
      expect(await progress(bed)).toEqual({ jobs: 0, whole: false });
      expect(await bed.store.list({ ...OF_QUEUE, tag: 'red' })).toMatchObject({ order: 'state' });
      await build(bed);
      expect(await progress(bed)).toEqual({ jobs: 6, whole: true });
      await index(bed, null);
      expect(await progress(bed)).toBeNull();
      expect((await bed.store.queue('default'))?.settings.index).toBeNull();
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'state' });
      // created, two types, two tags.
      for (let left = 4; left >= 0; left -= 1) {
        expect(await bed.store.index(1)).toEqual({ moved: 0, more: left > 0 });
      }
    },
  },
  {
    name: 'the same index again is no change, and another setting leaves it alone',
    check: async (bed) => {
      await index(bed, ['created', 'tag']);
      await jobsInManyStates(bed);
      await index(bed, ['created', 'tag']);
      await bed.store.configureQueue('default', { maxDepth: 5 });
      expect(await progress(bed)).toEqual({ jobs: 6, whole: true });
      const settings = (await bed.store.queue('default'))?.settings;
      expect(settings).toMatchObject({ index: ['created', 'tag'], maxDepth: 5 });
      expect(await bed.store.configureQueue('default', { index: ['tag'] }, settings)).toBe(true);
      expect(await bed.store.configureQueue('default', { index: ['type'] }, settings)).toBe(false);
      expect((await bed.store.queue('default'))?.settings.index).toEqual(['tag']);
    },
  },
  {
    name: 'a list that loses its index on the way goes on, and misses and repeats nothing that stays',
    check: async (bed) => {
      await index(bed, ['created']);
      const ids = Array.from({ length: 12 }, (_, i) => `j${String(i).padStart(2, '0')}`);
      for (const id of ids) {
        await bed.add(id, { delayMs: Number(id.slice(1)) % 3 === 0 ? 60_000 : null });
        await bed.advance(Number(id.slice(1)) % 2);
      }
      for (const without of [1, 2]) {
        const pages = await pagesOf(bed, { pageSize: 3 }, async (page) => {
          if (page === without) {
            await index(bed, null);
          }
        });
        const orders = pages.map(({ order }) => order);
        expect(orders.slice(0, without + 1)).toEqual([...Array<string>(without).fill('created'), 'state']);
        expect(orders.lastIndexOf('created')).toBe(without - 1);
        expect(pages.flatMap(idsOf).sort()).toEqual(ids);
        await index(bed, ['created']);
        await build(bed);
      }
    },
  },
  {
    name: 'a list that began by states stays with them when the index is whole',
    check: async (bed) => {
      const ids = await jobsInManyStates(bed);
      await index(bed, ['created']);
      const pages = await pagesOf(bed, { pageSize: 2 }, () => build(bed));
      expect(new Set(pages.map(({ order }) => order))).toEqual(new Set(['state']));
      expect(pages.flatMap(idsOf).sort()).toEqual([...ids].sort());
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'created' });
    },
  },
  {
    name: 'a list by creation misses and repeats nothing that stays, while jobs come, move and go',
    check: async (bed) => {
      await index(bed, ['created']);
      const ids = Array.from({ length: 20 }, (_, i) => `j${String(i).padStart(2, '0')}`);
      await bed.enqueue(ids.map((id) => newJob(id)));
      const pages = await pagesOf(bed, { pageSize: 5 }, async (page) => {
        await bed.advance(1);
        await bed.add(`new${page}`);
        await bed.store.cancel([`j0${page}`]);
        // The last one seen goes away: the list goes on behind its place.
        await bed.store.purge([`j${String(20 - 5 * page).padStart(2, '0')}`], WAITING_STATES);
      });
      expect(pages.map(({ jobs }) => jobs.length)).toEqual([5, 5, 5, 5]);
      expect(pages.flatMap(idsOf)).toEqual([...ids].reverse());
    },
  },
  {
    name: 'a deleted queue takes its index along, and made anew it has none',
    check: async (bed) => {
      await index(bed, ['created', 'type']);
      await bed.add('a');
      await bed.store.purge(['a'], WAITING_STATES);
      expect(await bed.store.deleteQueue('default')).toEqual({ result: 'deleted' });
      await bed.add('a');
      expect(await progress(bed)).toBeNull();
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'state' });
      await index(bed, ['created']);
      expect(await build(bed)).toBe(1);
      expect(await bed.store.list(OF_QUEUE)).toMatchObject({ order: 'created', total: 1 });
    },
  },
  {
    name: 'each queue has an index of its own, and all of them get their turn',
    check: async (bed) => {
      for (const queue of ['a', 'b', 'c']) {
        await bed.enqueue([newJob(`${queue}1`, { queue }), newJob(`${queue}2`, { queue })]);
      }
      await index(bed, ['created'], 'a');
      await index(bed, ['created'], 'b');
      expect(await build(bed)).toBe(4);
      expect(idsOf(await bed.store.list({ ...OF_QUEUE, queue: 'b' }))).toEqual(['b2', 'b1']);
      expect(await bed.store.list({ ...OF_QUEUE, queue: 'c' })).toMatchObject({ order: 'state' });
    },
  },
];
