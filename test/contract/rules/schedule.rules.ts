import { claimRequest, newJob, nonceOf } from '../../support/job-builder';
import type { Rule } from '../bed';

export const scheduleRules: readonly Rule[] = [
  {
    name: 'a delayed job starts no earlier than its time, and at its time',
    check: async (bed) => {
      expect(await bed.enqueue([newJob('a', { delayMs: 100 })])).toEqual([
        { outcome: 'created', state: 'scheduled' },
      ]);
      expect(await bed.get('a')).toMatchObject({ dueAt: bed.now() + 100 });
      await bed.advance(99);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(1);
      expect(await bed.claimIds()).toEqual(['a']);
    },
  },
  {
    name: 'run_at is a moment; one in the past is now',
    check: async (bed) => {
      const answers = await bed.enqueue([
        newJob('past', { runAt: bed.now() - 1 }),
        newJob('now', { runAt: bed.now() }),
        newJob('zero', { delayMs: 0 }),
        newJob('future', { runAt: bed.now() + 1 }),
      ]);
      expect(answers).toEqual([
        { outcome: 'created', state: 'queued' },
        { outcome: 'created', state: 'queued' },
        { outcome: 'created', state: 'queued' },
        { outcome: 'created', state: 'scheduled' },
      ]);
      expect((await bed.get('future')).dueAt).toBe(bed.now() + 1);
    },
  },
  {
    name: 'promote moves what is due, no more than asked for, and says if there is more',
    check: async (bed) => {
      await bed.enqueue([1, 2, 3].map((n) => newJob(`j${n}`, { delayMs: n })));
      await bed.add('later', { delayMs: 50 });
      await bed.advance(3);
      expect(await bed.store.promote(2)).toEqual({ moved: 2, more: true });
      expect(await bed.store.promote(2)).toEqual({ moved: 1, more: false });
      expect(await bed.store.states(['j1', 'j2', 'j3', 'later'])).toEqual([
        'queued',
        'queued',
        'queued',
        'scheduled',
      ]);
      expect(await bed.store.promote(2)).toEqual({ moved: 0, more: false });
    },
  },
  {
    name: 'a claim says when the next thing falls due, over all queues',
    check: async (bed) => {
      await bed.add('a', { delayMs: 900 });
      await bed.add('b', { queue: 'b', delayMs: 400 });
      const { nextAlarmMs } = await bed.store.claim(claimRequest(nonceOf('w', 1)));
      expect(nextAlarmMs).toBe(400);
      await bed.add('c', { queue: 'c', delayMs: 5_000, ttlMs: 300 });
      expect((await bed.store.claim(claimRequest(nonceOf('w', 2)))).nextAlarmMs).toBe(300);
    },
  },
  {
    name: 'a job that is not started in time fails with expired, in queued, scheduled and a paused queue',
    check: async (bed) => {
      await bed.store.configureQueue('paused', { paused: true });
      await bed.enqueue([
        newJob('a', { ttlMs: 100 }),
        newJob('b', { ttlMs: 100, delayMs: 500 }),
        newJob('c', { expiresAt: bed.now() + 100, queue: 'paused' }),
        newJob('d', { ttlMs: 101 }),
      ]);
      expect(await bed.get('a')).toMatchObject({ expiresAt: bed.now() + 100 });
      await bed.advance(100);
      expect(await bed.store.promote(10)).toEqual({ moved: 3, more: false });
      for (const id of ['a', 'b', 'c']) {
        expect(await bed.get(id)).toMatchObject({
          state: 'failed',
          attemptCount: 0,
          updatedAt: bed.now(),
          error: { code: 'expired' },
        });
      }
      expect(await bed.claimIds()).toEqual(['d']);
      expect((await bed.counters()).failed).toBe(3);
    },
  },
  {
    name: 'an expired job is not started by the claim that comes first',
    check: async (bed) => {
      await bed.enqueue([newJob('a', { ttlMs: 10 }), newJob('b')]);
      await bed.advance(10);
      expect(await bed.claimIds()).toEqual(['b']);
      expect(await bed.state('a')).toBe('failed');
    },
  },
  {
    name: 'none of very many expired jobs is started',
    check: async (bed) => {
      await bed.enqueue(Array.from({ length: 300 }, (_, i) => newJob(`j${i}`, { ttlMs: 10 })));
      await bed.add('fresh');
      await bed.advance(10);
      const got: string[] = [];
      for (let claim = 0; claim < 4; claim += 1) {
        got.push(...(await bed.claimIds()));
      }
      expect(got).toEqual(['fresh']);
      expect((await bed.store.counts()).states.failed).toBe(300);
    },
  },
  {
    name: 'once started, a job does not expire any more, however often it is retried',
    check: async (bed) => {
      const lease = await bed.start('a', { ttlMs: 100 });
      await bed.fail(lease, 500);
      await bed.advance(600);
      expect(await bed.claimIds()).toEqual(['a']);
    },
  },
];
