import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';

export const redriveRules: readonly Rule[] = [
  {
    name: 'a failed job goes to the end of the line with fresh retries, lapses and snoozes',
    check: async (bed) => {
      await bed.start('a', { maxRetries: 1 }, { leaseMs: 10 });
      await bed.advance(10);
      let lease = await bed.startKnown('a');
      await bed.store.snooze([{ ...lease, delayMs: 0 }]);
      lease = await bed.startKnown('a');
      await bed.fail(lease, 0);
      lease = await bed.startKnown('a');
      await bed.store.extend([{ ...lease, leaseMs: 10, progress: '1' }]);
      await bed.fail(lease, 0);
      await bed.add('b');
      expect(await bed.store.redrive(['a'])).toEqual([{ result: 'queued' }]);
      const job = await bed.get('a');
      expect(job).toMatchObject({
        state: 'queued',
        updatedAt: bed.now(),
        retries: 0,
        lapses: 0,
        snoozes: 0,
        error: null,
        progress: null,
        attemptCount: 4,
      });
      expect(job.attempts.map(({ outcome }) => outcome)).toEqual(['lapsed', 'snoozed', 'failed', 'failed']);
      expect(await bed.claimIds()).toEqual(['b', 'a']);
    },
  },
  {
    name: 'a cancelled job can be redriven; others are left where they are',
    check: async (bed) => {
      await bed.complete(await bed.start('done'));
      await bed.start('running');
      await bed.enqueue([newJob('x'), newJob('later', { delayMs: 10 })]);
      await bed.store.cancel(['x']);
      expect(await bed.store.redrive(['done', 'running', 'x', 'x', 'later', 'none'])).toEqual([
        { result: 'wrong_state', state: 'completed' },
        { result: 'wrong_state', state: 'in_progress' },
        { result: 'queued' },
        { result: 'wrong_state', state: 'queued' },
        { result: 'wrong_state', state: 'scheduled' },
        { result: 'not_found' },
      ]);
    },
  },
  {
    name: 'a redriven job counts for bytes and depth again, and expires no more',
    check: async (bed) => {
      await bed.add('a', { payload: '"1234"', ttlMs: 10 });
      await bed.advance(10);
      await bed.store.promote(10);
      const [before] = await bed.store.queues(null, 1);
      expect(before).toMatchObject({ bytes: 0 });
      expect(before!.keptBytes).toBeGreaterThan(6);
      await bed.store.redrive(['a']);
      expect((await bed.store.queues(null, 1))[0]).toMatchObject({ bytes: 6, keptBytes: 0 });
      await bed.advance(1_000);
      expect(await bed.claimIds()).toEqual(['a']);
    },
  },
];
