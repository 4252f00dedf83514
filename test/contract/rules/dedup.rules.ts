import type { Dedup } from '../../../src/core/dedup';
import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const untilStarted: Dedup = { key: 'k', until: 'started', ttlMs: null };
const untilFinished: Dedup = { key: 'k', until: 'finished', ttlMs: null };
const forASecond: Dedup = { key: 'k', until: 'ttl', ttlMs: 1_000 };

/** Who holds the key: the job that an enqueue with it meets. The one that is stored where it is free is cancelled again. */
async function holder(bed: Bed, key = 'k'): Promise<string | null> {
  const probe = `probe-${Math.random()}`;
  const [answer] = await bed.enqueue([
    newJob(probe, { queue: 'probes', dedup: { key, until: 'finished', ttlMs: null } }),
  ]);
  if (answer?.outcome === 'created') {
    await bed.store.cancel([probe]);
    return null;
  }
  return answer?.outcome === 'duplicate' ? (answer.holder ?? null) : 'refused';
}

export const dedupRules: readonly Rule[] = [
  {
    name: 'a second job with the key is not stored; the answer names the holder, its state and its queue',
    check: async (bed) => {
      await bed.add('a', { queue: 'mail', dedup: untilFinished });
      expect(await bed.enqueue([newJob('b', { dedup: untilFinished })])).toEqual([
        { outcome: 'duplicate', state: 'queued', queue: 'mail', holder: 'a' },
      ]);
      expect(await bed.store.get('b')).toBeNull();
      expect((await bed.get('a')).dedup).toEqual(untilFinished);
      expect((await bed.counters()).enqueued).toBe(1);
    },
  },
  {
    name: 'within one call, the first job takes the key',
    check: async (bed) => {
      const answers = await bed.enqueue([
        newJob('a', { dedup: untilStarted }),
        newJob('b', { dedup: untilStarted }),
        newJob('c', { dedup: { ...untilStarted, key: 'other' } }),
        newJob('d'),
      ]);
      expect(answers.map(({ outcome }) => outcome)).toEqual(['created', 'duplicate', 'created', 'created']);
    },
  },
  {
    name: 'a duplicate takes no room and no rate, and a refused job takes no key',
    check: async (bed) => {
      const limits = { maxDepth: 1, ratePerSecond: 1, rateBurst: 1 };
      await bed.enqueue([newJob('a', { dedup: untilFinished })], limits);
      const [held, refused] = await bed.enqueue(
        [newJob('b', { dedup: untilFinished }), newJob('c', { dedup: { ...untilFinished, key: 'other' } })],
        limits,
      );
      expect([held?.outcome, refused?.outcome]).toEqual(['duplicate', 'queue_full']);
      expect(await holder(bed, 'other')).toBeNull();
    },
  },
  {
    name: 'a job that is sent again meets itself, not its key',
    check: async (bed) => {
      const job = newJob('a', { dedup: untilFinished, contentHash: 'aaaaaaaaaaa' });
      await bed.enqueue([job]);
      expect(await bed.enqueue([job])).toEqual([{ outcome: 'duplicate', state: 'queued', queue: 'default' }]);
    },
  },
  {
    name: 'until started: free from the first start on, and not taken again by a retry, lapse or release',
    check: async (bed) => {
      await bed.add('a', { dedup: untilStarted, delayMs: 10 });
      expect(await holder(bed)).toBe('a');
      await bed.advance(10);
      const lease = await bed.startKnown('a', { leaseMs: 10 });
      expect(await holder(bed)).toBeNull();
      await bed.store.release([lease]);
      expect(await holder(bed)).toBeNull();
      await bed.startKnown('a', { leaseMs: 10 });
      await bed.advance(10);
      const again = await bed.startKnown('a');
      await bed.add('b', { dedup: untilStarted });
      await bed.fail(again, 1_000);
      expect(await holder(bed)).toBe('b');
    },
  },
  {
    name: 'until finished: held through retries, lapses and snoozes',
    check: async (bed) => {
      await bed.start('a', { dedup: untilFinished }, { leaseMs: 10 });
      await bed.advance(10);
      let lease = await bed.startKnown('a');
      await bed.fail(lease, 0);
      lease = await bed.startKnown('a');
      await bed.store.snooze([{ ...lease, delayMs: 0 }]);
      lease = await bed.startKnown('a');
      expect(await holder(bed)).toBe('a');
      await bed.complete(lease, '1');
      expect(await holder(bed)).toBeNull();
    },
  },
  ...(['started', 'finished'] as const).flatMap((until): Rule[] => [
    {
      name: `until ${until}: free once the job fails, is cancelled, expires or lapses too often`,
      check: async (bed) => {
        const dedup: Dedup = { key: 'k', until, ttlMs: null };
        await bed.fail(await bed.start('failed', { dedup, maxRetries: 0 }));
        expect(await holder(bed)).toBeNull();
        await bed.add('cancelled', { dedup });
        await bed.store.cancel(['cancelled']);
        expect(await holder(bed)).toBeNull();
        await bed.start('stopped', { dedup });
        await bed.store.cancel(['stopped']);
        expect(await holder(bed)).toBe(until === 'started' ? null : 'stopped');
        const token = 'bed00000000002';
        await bed.store.fail([{ id: 'stopped', token, error: { code: 'c', message: 'm' }, retryInMs: null }]);
        expect(await bed.state('stopped')).toBe('cancelled');
        expect(await holder(bed)).toBeNull();
        await bed.add('expired', { dedup, ttlMs: 10 });
        await bed.advance(10);
        await bed.store.promote(10);
        expect(await bed.state('expired')).toBe('failed');
        expect(await holder(bed)).toBeNull();
        await bed.start('lapsed', { dedup, maxLapses: 1 }, { leaseMs: 10 });
        await bed.advance(10);
        await bed.store.reap(10);
        expect(await bed.state('lapsed')).toBe('failed');
        expect(await holder(bed)).toBeNull();
      },
    },
    {
      name: `until ${until}: not longer than its time to live, and then it is the next job's alone`,
      check: async (bed) => {
        await bed.add('a', { dedup: { key: 'k', until, ttlMs: 100 }, delayMs: 1_000 });
        await bed.advance(99);
        expect(await holder(bed)).toBe('a');
        await bed.advance(1);
        await bed.add('b', { dedup: untilFinished, delayMs: 5_000 });
        await bed.advance(1_000);
        await bed.complete(await bed.startKnown('a'));
        expect(await holder(bed)).toBe('b');
      },
    },
  ]),
  {
    name: 'ttl: held for its time, also when the job is done sooner or later',
    check: async (bed) => {
      await bed.complete(await bed.start('a', { dedup: forASecond }));
      await bed.advance(999);
      expect(await bed.enqueue([newJob('b', { dedup: forASecond })])).toEqual([
        { outcome: 'duplicate', state: 'completed', queue: 'default', holder: 'a' },
      ]);
      await bed.advance(1);
      await bed.add('b', { dedup: forASecond });
      await bed.advance(1_000);
      expect(await holder(bed)).toBeNull();
    },
  },
  {
    name: 'ttl: free at once when the job is cancelled',
    check: async (bed) => {
      await bed.add('a', { dedup: forASecond });
      await bed.store.cancel(['a']);
      expect(await holder(bed)).toBeNull();
    },
  },
  {
    name: 'ttl: no key outlives its job',
    retention: { count: 1 },
    check: async (bed) => {
      await bed.complete(await bed.start('a', { dedup: forASecond }));
      await bed.advance(1);
      await bed.complete(await bed.start('b'));
      await bed.store.trim(10, false);
      expect(await bed.store.get('a')).toBeNull();
      expect(await holder(bed)).toBeNull();
    },
  },
  {
    name: 'a redriven job takes its key again if it is free',
    check: async (bed) => {
      await bed.fail(await bed.start('a', { dedup: untilFinished }));
      await bed.store.redrive(['a']);
      expect(await holder(bed)).toBe('a');
      await bed.complete(await bed.startKnown('a'));
      expect(await holder(bed)).toBeNull();
    },
  },
  {
    name: 'a redriven job whose key is held by another runs without it',
    check: async (bed) => {
      await bed.fail(await bed.start('a', { dedup: untilFinished }));
      await bed.add('b', { dedup: untilFinished, delayMs: 10_000 });
      expect(await bed.store.redrive(['a'])).toEqual([{ result: 'queued' }]);
      await bed.complete(await bed.startKnown('a'));
      expect(await holder(bed)).toBe('b');
    },
  },
];
