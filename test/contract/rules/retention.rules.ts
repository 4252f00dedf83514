import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

async function completed(bed: Bed, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    await bed.complete(await bed.start(id));
  }
}

async function failed(bed: Bed, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    await bed.fail(await bed.start(id));
  }
}

export const retentionRules: readonly Rule[] = [
  {
    name: 'outcomes are kept for their time, failed ones for their own',
    retention: { ms: 1_000, failedMs: 5_000 },
    check: async (bed) => {
      await completed(bed, 'c');
      await failed(bed, 'f');
      await bed.add('x');
      await bed.store.cancel(['x']);
      await bed.advance(999);
      expect(await bed.store.trim(10, false)).toEqual({ moved: 0, more: false });
      await bed.advance(1);
      expect(await bed.store.trim(10, false)).toEqual({ moved: 2, more: false });
      expect(await bed.store.states(['c', 'x', 'f'])).toEqual([null, null, 'failed']);
      await bed.advance(4_000);
      expect(await bed.store.trim(10, false)).toEqual({ moved: 1, more: false });
      expect(await bed.store.get('f')).toBeNull();
    },
  },
  {
    name: 'a claim trims what is due',
    retention: { ms: 1_000 },
    check: async (bed) => {
      await completed(bed, 'c');
      await bed.advance(1_000);
      await bed.claim();
      expect(await bed.state('c')).toBeNull();
    },
  },
  {
    name: 'no more outcomes of each state are kept than allowed, the oldest go first',
    retention: { count: 2 },
    check: async (bed) => {
      for (const id of ['c1', 'c2', 'c3', 'c4']) {
        await completed(bed, id);
        await bed.advance(1);
      }
      await failed(bed, 'f1', 'f2');
      await bed.store.trim(10, false);
      expect(await bed.store.states(['c1', 'c2', 'c3', 'c4', 'f1', 'f2'])).toEqual([
        null,
        null,
        'completed',
        'completed',
        'failed',
        'failed',
      ]);
    },
  },
  {
    name: 'no more bytes of outcomes are kept than allowed: completed go first, failed last',
    retention: { bytes: 100 },
    check: async (bed) => {
      const payload = JSON.stringify('x'.repeat(28));
      await bed.enqueue(['a', 'b', 'c'].map((id) => newJob(id, { payload })));
      const jobs = await bed.claim();
      await bed.fail(jobs[0]!, null);
      await bed.complete(jobs[1]!, '"1234"');
      await bed.advance(5);
      await bed.complete(jobs[2]!);
      await bed.store.trim(10, false);
      // 30 and an error of 35, 36, 30: the older of the completed ones is enough.
      expect(await bed.store.states(['a', 'b', 'c'])).toEqual(['failed', null, 'completed']);
      expect((await bed.store.queues(null, 1))[0]).toMatchObject({ bytes: 0, keptBytes: 95 });
    },
  },
  {
    name: 'a cancelled job weighs what is kept of it, the error of its last failure too',
    check: async (bed) => {
      const lease = await bed.start('a', { payload: '"123"' });
      await bed.fail(lease, 50);
      await bed.store.cancel(['a']);
      const error = JSON.stringify((await bed.get('a')).error);
      expect((await bed.store.queues(null, 1))[0]).toMatchObject({ bytes: 0, keptBytes: 5 + error.length });
    },
  },
  {
    name: 'a step removes no more than asked for and says if there is more',
    retention: { ms: 10, failedMs: 10 },
    check: async (bed) => {
      await completed(bed, 'a', 'b', 'c');
      await failed(bed, 'f');
      await bed.advance(10);
      expect(await bed.store.trim(3, false)).toEqual({ moved: 3, more: true });
      expect(await bed.state('f')).toBe('failed');
      expect(await bed.store.trim(3, false)).toEqual({ moved: 1, more: false });
    },
  },
  {
    name: 'under pressure completed and cancelled outcomes go before their time, failed ones never',
    check: async (bed) => {
      await completed(bed, 'c');
      await failed(bed, 'f');
      await bed.enqueue([newJob('x'), newJob('waiting')]);
      await bed.store.cancel(['x']);
      expect(await bed.store.trim(10, false)).toEqual({ moved: 0, more: false });
      for (let step = 0; step < 5 && (await bed.store.trim(10, true)).more; step += 1);
      expect(await bed.store.states(['c', 'f', 'x', 'waiting'])).toEqual([null, 'failed', null, 'queued']);
    },
  },
  {
    name: 'very large outcomes are taken out of the sums as they were put in',
    retention: { ms: 10 },
    check: async (bed) => {
      // More than a record has room for; in the results, since a claim of such a payload takes a slow machine too long.
      const large = JSON.stringify('x'.repeat(17_000_000));
      await bed.complete(await bed.start('a'), large);
      await bed.fail(await bed.start('b'), 0);
      await bed.complete(await bed.startKnown('b'), large);
      await bed.advance(10);
      expect((await bed.store.trim(10, false)).moved).toBe(2);
      expect((await bed.store.queues(null, 1))[0]).toMatchObject({ bytes: 0, keptBytes: 0 });
    },
  },
  {
    name: 'a removed job leaves nothing behind and its id is free',
    retention: { ms: 10 },
    check: async (bed) => {
      const big = JSON.stringify('x'.repeat(3_000));
      const lease = await bed.start('a', { payload: big, tags: ['y'.repeat(600)] });
      await bed.complete(lease, big);
      await bed.advance(10);
      await bed.store.trim(10, false);
      expect((await bed.store.queues(null, 1))[0]).toMatchObject({ bytes: 0, keptBytes: 0 });
      expect(await bed.complete(lease)).toEqual([{ result: 'gone', state: null }]);
      await bed.add('a', { payload: '1' });
      expect(await bed.get('a')).toMatchObject({ payload: '1', result: null, tags: [], attempts: [] });
    },
  },
];

/** A queue's own rules, each in place of the service's. */
export const ownRetentionRules: readonly Rule[] = [
  {
    name: "a queue's own retention holds from the next trim on, each rule by itself, and for no other queue",
    retention: { ms: 60_000, failedMs: 60_000 },
    check: async (bed) => {
      await completed(bed, 'a', 'b', 'c');
      await failed(bed, 'f', 'g');
      await bed.add('other', { queue: 'other' });
      await bed.complete(await bed.startKnown('other'));
      await bed.advance(1_000);
      expect((await bed.store.trim(10, false)).moved).toBe(0);
      await bed.store.configureQueue('default', { retentionFailedMs: 1_000, retentionCount: 1 });
      expect((await bed.store.trim(10, false)).moved).toBe(4);
      expect(await bed.store.states(['a', 'b', 'c', 'f', 'g', 'other'])).toEqual([
        ...[null, null, 'completed', null, null, 'completed'],
      ]);
      await bed.store.configureQueue('default', { retentionMs: 1_001, retentionCount: null });
      await bed.advance(1);
      await bed.claim();
      expect(await bed.store.states(['c', 'other'])).toEqual([null, 'completed']);
    },
  },
  {
    name: "without its own rules the service's hold again",
    retention: { bytes: 10_000 },
    check: async (bed) => {
      await bed.store.configureQueue('default', { retentionBytes: 0, retentionMs: 5 });
      await completed(bed, 'a');
      await bed.store.trim(10, false);
      expect(await bed.state('a')).toBeNull();
      await bed.store.configureQueue('default', { retentionBytes: null, retentionMs: null });
      await completed(bed, 'b');
      await bed.advance(1_000);
      expect((await bed.store.trim(10, false)).moved).toBe(0);
      expect(await bed.state('b')).toBe('completed');
    },
  },
];
