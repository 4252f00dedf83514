import type { ClaimRequest } from '../../../src/core/claim';
import type { Lease, SettleAnswer } from '../../../src/core/settlement';
import { claimRequest, newJob, nonceOf } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const OK: SettleAnswer = { result: 'ok', state: 'completed' };

/** Both in one turn of the event loop, as a worker does it: the store may make one call of them. */
async function turn(bed: Bed, leases: readonly Lease[], claim: Partial<ClaimRequest> = {}) {
  const completed = bed.store.complete(leases.map((lease) => ({ ...lease, result: '1', resultError: null })));
  const claimed = bed.store.claim(claimRequest(nonceOf('turn', 1), claim));
  const { jobs, nextAlarmMs } = await claimed;
  return { answers: await completed, ids: jobs.map(({ id }) => id), jobs, nextAlarmMs };
}

async function startAll(bed: Bed, count: number): Promise<Lease[]> {
  await bed.enqueue(Array.from({ length: count }, (_, i) => newJob(`j${i}`)));
  return (await bed.claim({ max: count })).map(({ id, token }) => ({ id, token }));
}

export const turnRules: readonly Rule[] = [
  {
    name: 'completions and the claim behind them are carried out in this order',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b');
      expect(await turn(bed, [lease])).toMatchObject({ answers: [OK], ids: ['b'] });
      const { states, counters } = await bed.store.counts();
      expect(states).toMatchObject({ queued: 0, in_progress: 1, completed: 1 });
      expect(counters).toMatchObject({ started: 2, completed: 1 });
      expect(await bed.get('a')).toMatchObject({ state: 'completed', result: '1' });
    },
  },
  {
    name: 'a claim that finds nothing knows of no alarm of the jobs that the turn completed',
    check: async (bed) => {
      const lease = await bed.start('a', {}, { leaseMs: 100 });
      // What is left is the retention of its outcome.
      expect(await turn(bed, [lease])).toMatchObject({ answers: [OK], ids: [], nextAlarmMs: 60_000 });
    },
  },
  {
    name: 'the claim has the room that the completions make in their queue',
    check: async (bed) => {
      await bed.store.configureQueue('default', { concurrency: 1 });
      const lease = await bed.start('a');
      await bed.add('b');
      await bed.add('c');
      expect(await turn(bed, [lease])).toMatchObject({ answers: [OK], ids: ['b'] });
    },
  },
  {
    name: 'the claim has the place that a completion leaves in its group',
    check: async (bed) => {
      const lease = await bed.start('a', { group: 'g' });
      await bed.add('b', { group: 'g' });
      await bed.add('c', { group: 'g' });
      expect(await turn(bed, [lease])).toMatchObject({ answers: [OK], ids: ['b'] });
    },
  },
  {
    name: 'the claim has the callback of a job that ended in the same turn',
    check: async (bed) => {
      const lease = await bed.start('a', { callbackUrl: 'https://example.org/done' });
      const { jobs } = await turn(bed, [lease], { types: ['simulate', 'http'] });
      expect(jobs.map(({ queue }) => queue)).toEqual(['sluice.callbacks']);
    },
  },
  {
    name: 'a lease that lapsed meanwhile is nobody else for the claim',
    check: async (bed) => {
      const lease = await bed.start('a', {}, { leaseMs: 100 });
      await bed.advance(100);
      expect(await turn(bed, [lease])).toMatchObject({ answers: [OK], ids: [] });
      expect(await bed.get('a')).toMatchObject({ state: 'completed', attemptCount: 1 });
      expect((await bed.store.counts()).counters.lapsed).toBe(0);
    },
  },
  {
    name: 'a completion that is lost leaves the claim alone, and the other way round',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b');
      const lost = await turn(bed, [{ ...lease, token: nonceOf('thief', 1) }]);
      expect(lost).toMatchObject({ answers: [{ result: 'lost' }], ids: ['b'] });
      expect(await turn(bed, [lease], { queues: [{ queue: 'none', weight: 1 }] })).toMatchObject({
        answers: [OK],
      });
    },
  },
  {
    name: 'a claim that is sent again brings its jobs also behind completions',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b');
      expect((await turn(bed, [])).ids).toEqual(['b']);
      await bed.add('c');
      expect(await turn(bed, [lease])).toMatchObject({ answers: [OK], ids: ['b'] });
    },
  },
  ...[true, false].map((more): Rule => ({
    name: `outcomes over the limit that a turn brings go with it, where there is ${more ? 'more' : 'nothing'} to do`,
    retention: { count: 1 },
    check: async (bed) => {
      const leases = await startAll(bed, 3);
      if (more) {
        await bed.add('next');
      }
      const { ids, nextAlarmMs } = await turn(bed, leases);
      expect(ids).toEqual(more ? ['next'] : []);
      expect(nextAlarmMs).toBeGreaterThan(0);
      expect(await bed.store.states(['j0', 'j1', 'j2'])).toEqual([null, null, 'completed']);
    },
  })),
  ...[15, 16, 99, 101, 250].map((count): Rule => ({
    name: `${count} completions and a claim of as many`,
    check: async (bed) => {
      const leases = await startAll(bed, count);
      await bed.enqueue(Array.from({ length: count }, (_, i) => newJob(`next${i}`)));
      const { answers, ids } = await turn(bed, leases, { max: count });
      expect(answers).toEqual(leases.map(() => OK));
      expect(ids).toEqual(leases.map((_, i) => `next${i}`));
      expect((await bed.store.counts()).states).toMatchObject({ in_progress: count, completed: count });
    },
  })),
];
