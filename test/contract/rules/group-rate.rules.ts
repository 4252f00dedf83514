import type { QueueSettings } from '../../../src/core/queue-settings';
import { claimRequest, newJob, nonceOf } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';
import { mostWithin } from './rate.rules';

const setRate = (bed: Bed, limit: number, perMs: number, more: Partial<QueueSettings> = {}) =>
  bed.store.configureQueue('default', { groupRate: { limit, perMs }, ...more });

/** Enqueues jobs of one group, named after it: a01, a02... */
const addGroup = (bed: Bed, group: string, n: number) =>
  bed.enqueue(
    Array.from({ length: n }, (_, i) => newJob(`${group}${String(i + 1).padStart(2, '0')}`, { group })),
  );

const states = (bed: Bed, ...ids: string[]) => bed.store.states(ids);

const complete = (bed: Bed, jobs: readonly { readonly id: string; readonly token: string }[]) =>
  bed.store.complete(jobs.map(({ id, token }) => ({ id, token, result: null, resultError: null })));

/** When the jobs of each group started, over this time, while two workers claim whenever they can. */
async function startsByGroup(bed: Bed, untilMs: number, stepMs: number): Promise<Map<string, number[]>> {
  const starts = new Map<string, number[]>();
  const began = bed.now();
  while (bed.now() - began < untilMs) {
    for (const max of [3, 2]) {
      const jobs = await bed.claim({ max });
      for (const { id, startedAt } of jobs) {
        starts.set(id.charAt(0), [...(starts.get(id.charAt(0)) ?? []), startedAt - began]);
      }
      await complete(bed, jobs);
    }
    await bed.advance(stepMs);
  }
  return starts;
}

export const groupRateRules: readonly Rule[] = [
  {
    name: 'no group starts more jobs within any span than the rate of groups says, and each as many',
    check: async (bed) => {
      await setRate(bed, 3, 100, { groupConcurrency: 5 });
      await addGroup(bed, 'a', 40);
      await addGroup(bed, 'b', 40);
      const starts = await startsByGroup(bed, 700, 7);
      for (const group of ['a', 'b']) {
        const times = starts.get(group) ?? [];
        expect(mostWithin(times, 100)).toBe(3);
        expect(times.length).toBeGreaterThanOrEqual(18);
      }
    },
  },
  {
    name: 'a group that has to wait holds up no other, no job without a group, and spends no attempt',
    check: async (bed) => {
      await setRate(bed, 1, 100);
      await addGroup(bed, 'a', 3);
      await complete(bed, await bed.claim());
      await addGroup(bed, 'b', 1);
      await bed.add('plain');
      expect(await states(bed, 'a02', 'a03', 'b01', 'plain')).toEqual([
        ...['blocked', 'blocked', 'queued', 'queued'],
      ]);
      expect(await bed.claimIds()).toEqual(['b01', 'plain']);
      expect(await bed.get('a02')).toMatchObject({ state: 'blocked', attemptCount: 0 });
      await bed.advance(101);
      expect(await bed.claimIds()).toEqual(['a02']);
    },
  },
  {
    name: 'jobs that have a place are held back with it, at the claim, and go on in their order',
    check: async (bed) => {
      await setRate(bed, 2, 100, { groupConcurrency: 4 });
      await addGroup(bed, 'a', 6);
      expect(await states(bed, 'a01', 'a04', 'a05')).toEqual(['queued', 'queued', 'blocked']);
      const first = await bed.store.claim(claimRequest(nonceOf('grate', 1)));
      expect(first.jobs.map(({ id }) => id)).toEqual(['a01', 'a02']);
      expect(first.nextAlarmMs).toBe(101);
      expect(await states(bed, 'a03', 'a04')).toEqual(['blocked', 'blocked']);
      await complete(bed, first.jobs);
      await bed.advance(101);
      expect(await bed.claimIds()).toEqual(['a03', 'a04']);
      await bed.advance(101);
      expect(await bed.claimIds()).toEqual(['a05', 'a06']);
    },
  },
  {
    name: 'a start counts also when the job is handed back, lapses or is retried; in strict order its group waits for it',
    check: async (bed) => {
      await setRate(bed, 2, 1_000);
      await addGroup(bed, 'a', 2);
      await bed.store.release([await bed.startKnown('a01')]);
      await bed.fail(await bed.startKnown('a01'), 10);
      await bed.advance(10);
      expect(await bed.claimIds()).toEqual([]);
      expect(await states(bed, 'a01', 'a02')).toEqual(['blocked', 'blocked']);
      await bed.advance(990);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(1);
      await bed.startKnown('a01', { leaseMs: 100 });
      await bed.advance(101);
      await bed.store.reap(10);
      await complete(bed, [await bed.startKnown('a01')]);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(1_001);
      expect(await bed.claimIds()).toEqual(['a02']);
    },
  },
  {
    name: 'an answer that got lost is given again, and counts once',
    check: async (bed) => {
      await setRate(bed, 2, 100, { groupConcurrency: 3 });
      await addGroup(bed, 'a', 3);
      const request = claimRequest(nonceOf('grate', 1), { max: 1 });
      await bed.store.claim(request);
      expect((await bed.store.claim(request)).jobs.map(({ id }) => id)).toEqual(['a01']);
      expect(await bed.claimIds()).toEqual(['a02']);
      expect(await bed.claimIds()).toEqual([]);
    },
  },
  {
    name: 'another rate holds at once, for jobs that are let in already too, and counts the starts that were',
    check: async (bed) => {
      await setRate(bed, 3, 1_000, { groupConcurrency: 9 });
      await addGroup(bed, 'a', 9);
      expect(await bed.claimIds({ max: 2 })).toEqual(['a01', 'a02']);
      await setRate(bed, 2, 1_000);
      expect(await bed.claimIds()).toEqual([]);
      await setRate(bed, 4, 1_000);
      expect(await bed.claimIds()).toEqual(['a03', 'a04']);
      await setRate(bed, 1, 86_400_000);
      expect(await bed.claimIds()).toEqual([]);
      await bed.store.configureQueue('default', { groupRate: null });
      expect(await bed.claimIds()).toEqual(['a05', 'a06', 'a07', 'a08', 'a09']);
      expect((await bed.store.claim(claimRequest(nonceOf('grate', 9)))).nextAlarmMs).not.toBe(0);
    },
  },
  {
    name: 'a rate that is taken away lets the jobs of all groups in, however many, in bounded steps',
    check: async (bed) => {
      await setRate(bed, 1, 86_400_000, { groupConcurrency: 3 });
      const names = Array.from({ length: 150 }, (_, i) => `g${i}`);
      for (const part of ['x', 'y', 'z']) {
        await bed.enqueue(names.map((group) => newJob(`${group}${part}`, { group })));
      }
      for (let step = 0; step < 10; step += 1) {
        await bed.claim({ max: 100 });
      }
      const sizes = async () => (await bed.store.queue('default'))?.states;
      expect(await sizes()).toMatchObject({ in_progress: 150, blocked: 300, queued: 0 });
      await bed.store.configureQueue('default', { groupRate: null });
      expect(await sizes()).toMatchObject({ blocked: 100, queued: 200 });
      await bed.store.promote(50);
      await bed.store.promote(100);
      await bed.store.promote(100);
      expect(await sizes()).toMatchObject({ blocked: 0, queued: 300 });
    },
  },
  {
    name: 'an idle worker is woken when the rate of a group has room again',
    check: async (bed) => {
      await setRate(bed, 1, 100);
      await addGroup(bed, 'a', 2);
      await complete(bed, await bed.claim());
      await bed.advance(101);
      await bed.store.promote(10);
      await bed.store.waitForWork('*', 60_000, AbortSignal.timeout(10_000));
      expect(await bed.claimIds()).toEqual(['a02']);
    },
  },
  {
    name: 'a job that is let in and leaves without a start makes room for the next at once',
    check: async (bed) => {
      await setRate(bed, 1, 1_000, { groupConcurrency: 3 });
      await addGroup(bed, 'a', 4);
      await complete(bed, await bed.claim());
      await bed.advance(1_001);
      await bed.store.promote(10);
      expect(await states(bed, 'a02', 'a03')).toEqual(['queued', 'blocked']);
      await bed.store.cancel(['a02']);
      expect(await bed.claimIds()).toEqual(['a03']);
    },
  },
  {
    name: 'a job that is let in and is parked for its type does not hold up others of its group',
    check: async (bed) => {
      await setRate(bed, 1, 1_000, { groupConcurrency: 3 });
      await bed.add('a1', { group: 'a' });
      await bed.add('a2', { group: 'a', type: 'unknown' });
      await bed.add('a3', { group: 'a' });
      await bed.add('a4', { group: 'a' });
      await bed.claim({ types: ['simulate', 'unknown'] });
      await bed.advance(1_001);
      expect(await bed.claimIds()).toEqual([]);
      expect(await bed.claimIds()).toEqual(['a3']);
    },
  },
  {
    name: 'a job that is held back can be cancelled, can expire, and changes its priority',
    check: async (bed) => {
      await setRate(bed, 1, 1_000, { groupConcurrency: 5 });
      await addGroup(bed, 'a', 4);
      await bed.add('expires', { group: 'a', ttlMs: 50 });
      expect(await bed.claimIds()).toEqual(['a01']);
      await bed.store.cancel(['a02']);
      await bed.advance(51);
      await bed.store.promote(10);
      await bed.store.reschedule('a04', { priority: 5, delayMs: null, runAt: null });
      expect(await states(bed, 'a02', 'expires', 'a03', 'a04')).toEqual([
        ...['cancelled', 'failed', 'blocked', 'blocked'],
      ]);
      await bed.advance(951);
      expect(await bed.claimIds()).toEqual(['a04']);
    },
  },
  {
    name: 'explain says when the rate of the group has room, of jobs in line and of blocked ones',
    check: async (bed) => {
      await setRate(bed, 1, 1_000, { groupConcurrency: 2 });
      await addGroup(bed, 'a', 4);
      await bed.claim({ max: 1 });
      const at = bed.now() + 1_001;
      expect(await bed.store.explain('a02')).toMatchObject({ groupRateAt: at, group: null });
      await bed.claim();
      const group = { group: 'a', limit: 2, held: 2, heldBy: ['a01', 'a02'] };
      expect(await bed.store.explain('a02')).toMatchObject({
        ...{ groupRateAt: at, group: { ...group, ahead: 0, placed: true } },
      });
      expect(await bed.store.explain('a04')).toMatchObject({
        ...{ groupRateAt: at, group: { ...group, ahead: 2, placed: false } },
      });
      await bed.advance(1_001);
      expect(await bed.store.explain('a02')).toMatchObject({ groupRateAt: null });
    },
  },
  {
    name: 'a paused queue, a full one and one with a rate of its own stay so',
    check: async (bed) => {
      await setRate(bed, 5, 100, { concurrency: 1, groupConcurrency: 5 });
      await addGroup(bed, 'a', 5);
      expect(await bed.claimIds()).toEqual(['a01']);
      expect(await bed.claimIds()).toEqual([]);
      await bed.store.configureQueue('default', { concurrency: null, paused: true });
      expect(await bed.claimIds()).toEqual([]);
      await bed.store.configureQueue('default', { paused: null, rate: { limit: 1, perMs: 1_000 } });
      expect(await bed.claimIds()).toEqual(['a02']);
      expect(await bed.claimIds()).toEqual([]);
      expect((await bed.store.queue('default'))?.settings.groupRate).toEqual({ limit: 5, perMs: 100 });
    },
  },
];
