import { nonceOf } from '../../support/job-builder';
import type { Rule } from '../bed';

export const leaseRules: readonly Rule[] = [
  {
    name: 'a release costs no attempt and leaves no record',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.store.release([lease]);
      expect(await bed.get('a')).toMatchObject({ state: 'queued', attemptCount: 0, attempts: [], lapses: 0 });
      expect(await bed.claim()).toMatchObject([{ id: 'a', attempt: 1 }]);
      expect(await bed.counters()).toMatchObject({ started: 2, released: 1 });
    },
  },
  {
    name: 'a lease lasts to its last millisecond',
    check: async (bed) => {
      await bed.start('a', {}, { leaseMs: 100 });
      await bed.advance(99);
      expect(await bed.store.reap(10)).toEqual({ moved: 0, more: false });
      await bed.advance(1);
      expect(await bed.store.reap(10)).toEqual({ moved: 1, more: false });
    },
  },
  {
    name: 'a claim takes lapsed jobs over by itself',
    check: async (bed) => {
      await bed.start('a', {}, { leaseMs: 100 });
      await bed.advance(100);
      expect(await bed.claim()).toMatchObject([{ id: 'a', attempt: 2, lapses: 1 }]);
      expect(await bed.get('a')).toMatchObject({ attempts: [{ attempt: 1, outcome: 'lapsed', code: null }] });
      expect((await bed.counters()).lapsed).toBe(1);
    },
  },
  {
    name: 'a job fails at its last allowed lapse',
    check: async (bed) => {
      await bed.start('a', { maxLapses: 2 }, { leaseMs: 10 });
      await bed.advance(10);
      await bed.startKnown('a', { leaseMs: 10 });
      await bed.advance(10);
      await bed.store.reap(10);
      expect(await bed.get('a')).toMatchObject({
        state: 'failed',
        lapses: 2,
        error: { code: 'lease_lapsed' },
      });
      expect(await bed.counters()).toMatchObject({ lapsed: 2, failed: 1 });
    },
  },
  {
    name: 'with no lapses allowed the first one ends the job',
    check: async (bed) => {
      await bed.start('a', { maxLapses: 0 }, { leaseMs: 10 });
      await bed.advance(10);
      await bed.store.reap(10);
      expect(await bed.state('a')).toBe('failed');
    },
  },
  {
    name: 'one sweep may end one job and requeue another, in one queue',
    check: async (bed) => {
      await bed.start('a', { maxLapses: 1 }, { leaseMs: 10 });
      await bed.start('b', {}, { leaseMs: 10 });
      await bed.advance(10);
      expect(await bed.store.reap(10)).toEqual({ moved: 2, more: false });
      expect(await bed.store.states(['a', 'b'])).toEqual(['failed', 'queued']);
    },
  },
  {
    name: 'a sweep takes no more than asked for, the oldest leases first, and says that there is more',
    check: async (bed) => {
      for (const [id, leaseMs] of [
        ['a', 30],
        ['b', 10],
        ['c', 20],
      ] as const) {
        await bed.start(id, {}, { leaseMs });
      }
      await bed.advance(30);
      expect(await bed.store.reap(2)).toEqual({ moved: 2, more: true });
      expect(await bed.store.states(['a', 'b', 'c'])).toEqual(['in_progress', 'queued', 'queued']);
      expect(await bed.store.reap(2)).toEqual({ moved: 1, more: false });
    },
  },
  {
    name: 'extend renews the lease from now and keeps the last progress',
    check: async (bed) => {
      const lease = await bed.start('a', {}, { leaseMs: 100 });
      await bed.advance(60);
      const extension = { ...lease, leaseMs: 100 };
      expect(await bed.store.extend([{ ...extension, progress: '{"p":1}' }])).toEqual([
        { result: 'ok', cancelRequested: false },
      ]);
      await bed.store.extend([{ ...extension, progress: null }]);
      expect(await bed.get('a')).toMatchObject({ leaseExpiresAt: bed.now() + 100, progress: '{"p":1}' });
      await bed.advance(99);
      expect((await bed.store.reap(10)).moved).toBe(0);
      await bed.store.extend([{ ...extension, progress: '2' }]);
      expect((await bed.get('a')).progress).toBe('2');
    },
  },
  {
    name: 'the next attempt starts without the progress of the last',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.store.extend([{ ...lease, leaseMs: 100, progress: '"half"' }]);
      await bed.fail(lease, 0);
      expect((await bed.get('a')).progress).toBe('"half"');
      await bed.startKnown('a');
      expect((await bed.get('a')).progress).toBeNull();
    },
  },
  {
    name: 'extend of a lease that is not held changes nothing',
    check: async (bed) => {
      const lease = await bed.start('a');
      const before = await bed.get('a');
      const thief = { id: 'a', token: nonceOf('thief', 1), leaseMs: 99_000, progress: '1' };
      expect(await bed.store.extend([thief, { ...thief, id: 'none' }])).toEqual([
        { result: 'lost', cancelRequested: false },
        { result: 'gone', cancelRequested: false },
      ]);
      expect(await bed.get('a')).toEqual(before);
      await bed.complete(lease);
      expect(await bed.store.extend([{ ...lease, leaseMs: 5, progress: null }])).toEqual([
        { result: 'lost', cancelRequested: false },
      ]);
    },
  },
  {
    name: 'a lease with a latest end does not go beyond it, and is not renewed from then on',
    check: async (bed) => {
      const lease = await bed.start('a', {}, { leaseMs: 1_000 });
      const until = bed.now() + 150;
      const extension = { ...lease, leaseMs: 100, progress: null, until };
      const ends = async () => (await bed.get('a')).leaseExpiresAt;
      await bed.store.extend([extension]); // also makes a lease shorter
      expect(await ends()).toBe(bed.now() + 100);
      await bed.advance(90);
      expect(await bed.store.extend([extension])).toEqual([{ result: 'ok', cancelRequested: false }]);
      expect(await ends()).toBe(until);
      await bed.advance(60);
      expect(await bed.store.extend([{ ...extension, progress: '1' }])).toEqual([
        { result: 'lost', cancelRequested: false },
      ]);
      expect(await bed.get('a')).toMatchObject({ leaseExpiresAt: until, progress: null });
      expect(await bed.store.reap(10)).toEqual({ moved: 1, more: false });
    },
  },
  {
    name: 'a lease that ran out still settles while nobody took the job',
    check: async (bed) => {
      const lease = await bed.start('a', {}, { leaseMs: 10 });
      await bed.advance(500);
      expect(await bed.complete(lease)).toEqual([{ result: 'ok', state: 'completed' }]);
      expect((await bed.store.reap(10)).moved).toBe(0);
    },
  },
];
