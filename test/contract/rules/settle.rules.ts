import { newJob, nonceOf } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const OK = (state: string) => [{ result: 'ok', state }];
const ALREADY = [{ result: 'already', state: null }];
const LOST = [{ result: 'lost', state: null }];
const GONE = [{ result: 'gone', state: null }];

/** All ways to settle, by name: what they share is checked for each. */
const SETTLE = {
  complete: (bed: Bed, lease: { id: string; token: string }) => bed.complete(lease),
  fail: (bed: Bed, lease: { id: string; token: string }) => bed.fail(lease, 100),
  snooze: (bed: Bed, lease: { id: string; token: string }) => bed.store.snooze([{ ...lease, delayMs: 100 }]),
  release: (bed: Bed, lease: { id: string; token: string }) => bed.store.release([lease]),
};

const shared = Object.entries(SETTLE).flatMap(([name, settle]): Rule[] => [
  {
    name: `${name} with another token changes nothing and is lost`,
    check: async (bed) => {
      const { token } = await bed.start('a');
      const before = await bed.get('a');
      const near = [token.slice(0, -1), `${token}0`, '', '-'.repeat(14), 'é'.repeat(7), 'é'.repeat(14)];
      for (const other of [nonceOf('thief', 1), ...near]) {
        expect(await settle(bed, { id: 'a', token: other })).toEqual(LOST);
      }
      expect(await bed.get('a')).toEqual(before);
    },
  },
  {
    name: `${name} after the lease lapsed and another worker took the job is already, and changes nothing`,
    check: async (bed) => {
      const lease = await bed.start('a', {}, { leaseMs: 100 });
      await bed.advance(100);
      await bed.startKnown('a');
      const before = await bed.get('a');
      // The lapse is this attempt's record.
      expect(await settle(bed, lease)).toEqual(ALREADY);
      expect(await bed.get('a')).toEqual(before);
    },
  },
  {
    name: `${name} of a job that is not there is gone`,
    check: async (bed) => {
      expect(await settle(bed, { id: 'nobody', token: nonceOf('w', 1) })).toEqual(GONE);
    },
  },
  {
    name: `${name} of a job that waits is lost`,
    check: async (bed) => {
      await bed.add('a');
      for (const token of [nonceOf('w', 1), '-'.repeat(14)]) {
        expect(await settle(bed, { id: 'a', token })).toEqual(LOST);
      }
      expect(await bed.state('a')).toBe('queued');
    },
  },
]);

export const settleRules: readonly Rule[] = [
  ...shared,
  {
    name: 'complete records the result, the attempt and the time',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.advance(25);
      expect(await bed.complete(lease, '{"n":1}')).toEqual(OK('completed'));
      expect(await bed.get('a')).toMatchObject({
        state: 'completed',
        updatedAt: bed.now(),
        result: '{"n":1}',
        error: null,
        attemptCount: 1,
        leaseExpiresAt: null,
        worker: null,
        attempts: [
          {
            attempt: 1,
            outcome: 'completed',
            startedAt: bed.now() - 25,
            endedAt: bed.now(),
            worker: lease.token.slice(0, 8),
            code: null,
          },
        ],
      });
    },
  },
  {
    name: 'a settlement sent again is already, and is counted once',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.complete(lease, '1');
      expect(await bed.complete(lease, '2')).toEqual(ALREADY);
      expect(await bed.fail(lease)).toEqual(ALREADY);
      expect(await bed.get('a')).toMatchObject({ result: '1', attempts: [{ outcome: 'completed' }] });
      expect(await bed.counters()).toMatchObject({ completed: 1, failed: 0 });
    },
  },
  {
    name: 'a failure sent again schedules and counts one retry',
    check: async (bed) => {
      const lease = await bed.start('a');
      expect(await bed.fail(lease, 100)).toEqual(OK('scheduled'));
      expect(await bed.fail(lease, 100)).toEqual(ALREADY);
      expect((await bed.get('a')).retries).toBe(1);
      expect((await bed.counters()).retried).toBe(1);
    },
  },
  {
    name: 'the same lease twice in one call is settled once',
    check: async (bed) => {
      const lease = await bed.start('a');
      const completion = { ...lease, result: null, resultError: null };
      expect(await bed.store.complete([completion, completion])).toEqual([...OK('completed'), ...ALREADY]);
      expect((await bed.counters()).completed).toBe(1);
    },
  },
  {
    name: 'one call settles each job by itself',
    check: async (bed) => {
      const a = await bed.start('a');
      const b = await bed.start('b', { queue: 'other' });
      const answers = await bed.store.complete(
        [a, { id: 'b', token: nonceOf('x', 9) }, { id: 'none', token: b.token }, b].map((lease) => ({
          ...lease,
          result: null,
          resultError: null,
        })),
      );
      expect(answers.map(({ result }) => result)).toEqual(['ok', 'lost', 'gone', 'ok']);
    },
  },
  {
    name: 'a result that could not be kept is recorded as the error of a completed job',
    check: async (bed) => {
      const lease = await bed.start('a');
      const resultError = { code: 'result_too_large', message: 'was 50 MB' };
      await bed.store.complete([{ ...lease, result: null, resultError }]);
      expect(await bed.get('a')).toMatchObject({ state: 'completed', result: null, error: resultError });
    },
  },
  {
    name: 'a failure is retried after its wait, and the last failure is shown until the job completes',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.fail(lease, 1_500, 'timeout');
      expect(await bed.get('a')).toMatchObject({
        state: 'scheduled',
        dueAt: bed.now() + 1_500,
        retries: 1,
        error: { code: 'timeout', message: 'broken' },
        attempts: [{ attempt: 1, outcome: 'failed', code: 'timeout' }],
      });
      await bed.advance(1_499);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(1);
      const [job] = await bed.claim();
      expect(job).toMatchObject({ id: 'a', attempt: 2, retries: 1 });
      await bed.complete({ id: 'a', token: job!.token });
      expect(await bed.get('a')).toMatchObject({ error: null, attemptCount: 2, retries: 1 });
    },
  },
  {
    name: 'a job fails for good when its retries are used up',
    check: async (bed) => {
      let lease = await bed.start('a', { maxRetries: 1 });
      await bed.fail(lease, 0);
      lease = await bed.startKnown('a');
      expect(await bed.fail(lease, 0)).toEqual(OK('failed'));
      expect(await bed.get('a')).toMatchObject({ state: 'failed', retries: 1, attemptCount: 2 });
      expect(await bed.counters()).toMatchObject({ failed: 1, retried: 1 });
    },
  },
  {
    name: 'without a wait there is no retry, whatever is left',
    check: async (bed) => {
      const lease = await bed.start('a', { maxRetries: 100 });
      expect(await bed.fail(lease, null)).toEqual(OK('failed'));
    },
  },
  {
    name: 'one call may fail a job for good and schedule another, in one queue',
    check: async (bed) => {
      const a = await bed.start('a', { maxRetries: 0 });
      const b = await bed.start('b');
      const error = { code: 'error', message: 'broken' };
      const answers = await bed.store.fail([
        { ...a, error, retryInMs: 10 },
        { ...b, error, retryInMs: 10 },
      ]);
      expect(answers.map(({ state }) => state)).toEqual(['failed', 'scheduled']);
      expect((await bed.store.counts()).states).toMatchObject({ failed: 1, scheduled: 1, in_progress: 0 });
    },
  },
  {
    name: 'a snooze spends no retry and is scheduled',
    check: async (bed) => {
      const lease = await bed.start('a', { maxRetries: 0 });
      expect(await bed.store.snooze([{ ...lease, delayMs: 70 }])).toEqual(OK('scheduled'));
      expect(await bed.get('a')).toMatchObject({ dueAt: bed.now() + 70, snoozes: 1, retries: 0 });
      await bed.advance(70);
      expect(await bed.claim()).toMatchObject([{ id: 'a', attempt: 2, snoozes: 1 }]);
    },
  },
  {
    name: 'after a thousand snoozes the job fails with snooze_limit',
    check: async (bed) => {
      let lease = await bed.start('a');
      for (let n = 0; n < 1_000; n += 1) {
        await bed.store.snooze([{ ...lease, delayMs: 0 }]);
        lease = await bed.startKnown('a');
      }
      expect(await bed.store.snooze([{ ...lease, delayMs: 0 }])).toEqual(OK('failed'));
      const job = await bed.get('a');
      expect(job).toMatchObject({ snoozes: 1_000, attemptCount: 1_001, error: { code: 'snooze_limit' } });
      expect(job.attempts.map(({ attempt }) => attempt)).toEqual([
        1, 993, 994, 995, 996, 997, 998, 999, 1000, 1001,
      ]);
    },
  },
  {
    name: 'attempts keep the first and the last nine',
    check: async (bed) => {
      let lease = await bed.start('a', { maxRetries: 100 });
      for (let n = 0; n < 14; n += 1) {
        await bed.fail(lease, 0);
        lease = await bed.startKnown('a');
      }
      const { attempts } = await bed.get('a');
      expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    },
  },
  {
    name: 'settlements of 500 jobs in one call are all recorded',
    check: async (bed) => {
      await bed.enqueue(Array.from({ length: 500 }, (_, i) => newJob(`j${i}`)));
      const jobs = await bed.claim({ max: 500 });
      const answers = await bed.store.complete(
        jobs.map(({ id, token }) => ({ id, token, result: '"done"', resultError: null })),
      );
      expect(answers.filter(({ result }) => result === 'ok')).toHaveLength(500);
      expect((await bed.store.counts()).states).toMatchObject({ in_progress: 0, completed: 500 });
    },
  },
];
