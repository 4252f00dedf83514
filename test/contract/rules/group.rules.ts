import type { Lease } from '../../../src/core/settlement';
import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

/** Enqueues jobs of one group, named after it: a1, a2... */
async function addGroup(bed: Bed, group: string, n: number): Promise<void> {
  for (let i = 1; i <= n; i += 1) {
    await bed.add(`${group}${i}`, { group });
  }
}

const setGroups = (bed: Bed, groupConcurrency: number | null) =>
  bed.store.configureQueue('default', { groupConcurrency });

/** States of jobs, in order. */
const states = (bed: Bed, ...ids: string[]) => bed.store.states(ids);

/** Runs all jobs one by one; the order in which they started. */
async function runAll(bed: Bed): Promise<string[]> {
  const order: string[] = [];
  for (let [job] = await bed.claim({ max: 1 }); job !== undefined; [job] = await bed.claim({ max: 1 })) {
    order.push(job.id);
    await bed.complete(job);
  }
  return order;
}

/** The first job of a group runs, the second waits. */
async function runningFirst(bed: Bed, groupOrder: 'strict' | 'loose' | null = null): Promise<Lease> {
  await bed.store.configureQueue('default', { groupOrder });
  await addGroup(bed, 'a', 2);
  return bed.startKnown('a1');
}

const ENDS: readonly (readonly [name: string, end: (bed: Bed, lease: Lease) => Promise<unknown>])[] = [
  ['completes', (bed, lease) => bed.complete(lease)],
  ['fails for good', (bed, lease) => bed.fail(lease)],
  [
    'is cancelled while it runs',
    async (bed, lease) => {
      await bed.store.cancel([lease.id]);
      await bed.fail(lease);
    },
  ],
  [
    'is handed back after it was cancelled',
    async (bed, lease) => {
      await bed.store.cancel([lease.id]);
      await bed.store.release([lease]);
    },
  ],
];

export const groupRules: readonly Rule[] = [
  {
    name: 'one job of a group is let in, the others are blocked; other groups and plain jobs are not concerned',
    check: async (bed) => {
      const answers = await bed.enqueue([
        newJob('a1', { group: 'a' }),
        newJob('a2', { group: 'a' }),
        newJob('b1', { group: 'b' }),
        newJob('plain'),
        newJob('elsewhere', { group: 'a', queue: 'other' }),
      ]);
      expect(answers.map((answer) => ('state' in answer ? answer.state : answer.outcome))).toEqual([
        'queued',
        'blocked',
        'queued',
        'queued',
        'queued',
      ]);
      expect(await bed.claimIds({ queues: [{ queue: 'default', weight: 1 }] })).toEqual([
        'a1',
        'b1',
        'plain',
      ]);
      expect(await bed.claimIds({ queues: [{ queue: 'default', weight: 1 }] })).toEqual([]);
      expect(await bed.get('a2')).toMatchObject({ group: 'a', state: 'blocked', attemptCount: 0 });
    },
  },
  {
    name: 'jobs of a group start in the order in which they came, a higher priority first',
    check: async (bed) => {
      await addGroup(bed, 'a', 3);
      await bed.add('urgent', { group: 'a', priority: 10 });
      expect(await runAll(bed)).toEqual(['a1', 'urgent', 'a2', 'a3']);
    },
  },
  {
    name: 'groups take turns: many jobs of one do not hold back a few of others',
    check: async (bed) => {
      await addGroup(bed, 'a', 6);
      await addGroup(bed, 'b', 2);
      await addGroup(bed, 'c', 2);
      expect(await runAll(bed)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'a4', 'a5', 'a6']);
    },
  },
  ...ENDS.map(([name, end]): Rule => ({
    name: `the next is let in when a job ${name}`,
    check: async (bed) => {
      const lease = await runningFirst(bed);
      expect(await states(bed, 'a2')).toEqual(['blocked']);
      await end(bed, lease);
      expect(await bed.claimIds()).toEqual(['a2']);
    },
  })),
  {
    name: 'the next is let in when a job expires, is cancelled in line, or lapses too often',
    check: async (bed) => {
      await bed.add('expires', { group: 'a', ttlMs: 50 });
      await bed.add('cancelled', { group: 'a' });
      await bed.add('lapses', { group: 'a', maxLapses: 1 });
      await bed.add('last', { group: 'a' });
      await bed.advance(51);
      await bed.store.promote(10);
      expect(await states(bed, 'expires', 'cancelled', 'lapses')).toEqual(['failed', 'queued', 'blocked']);
      await bed.store.cancel(['cancelled']);
      await bed.startKnown('lapses', { leaseMs: 100 });
      await bed.advance(101);
      await bed.store.reap(10);
      expect(await states(bed, 'lapses', 'last')).toEqual(['failed', 'queued']);
    },
  },
  {
    name: 'a job that waits for its group can be cancelled and can expire, and is not let in afterwards',
    check: async (bed) => {
      await bed.add('a1', { group: 'a' });
      await bed.add('a2', { group: 'a' });
      await bed.add('a3', { group: 'a', ttlMs: 50 });
      await bed.add('a4', { group: 'a' });
      expect(await bed.store.cancel(['a2'])).toEqual([{ result: 'cancelled' }]);
      await bed.advance(51);
      await bed.store.promote(10);
      expect(await states(bed, 'a2', 'a3')).toEqual(['cancelled', 'failed']);
      expect(await runAll(bed)).toEqual(['a1', 'a4']);
    },
  },
  {
    name: 'a lapse and a release keep the place in the group',
    check: async (bed) => {
      const first = await runningFirst(bed);
      await bed.store.release([first]);
      expect(await states(bed, 'a1', 'a2')).toEqual(['queued', 'blocked']);
      await bed.startKnown('a1', { leaseMs: 100 });
      await bed.advance(101);
      await bed.store.reap(10);
      expect(await states(bed, 'a1', 'a2')).toEqual(['queued', 'blocked']);
      expect(await runAll(bed)).toEqual(['a1', 'a2']);
    },
  },
  {
    name: 'strict: while a job waits for its retry or asked for later, its group waits',
    check: async (bed) => {
      const lease = await runningFirst(bed);
      await bed.fail(lease, 100);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(100);
      const again = await bed.startKnown('a1');
      await bed.store.snooze([{ ...again, delayMs: 100 }]);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(100);
      expect(await runAll(bed)).toEqual(['a1', 'a2']);
    },
  },
  {
    name: 'loose: the others go on, and a retry comes in at the end of its group',
    check: async (bed) => {
      const lease = await runningFirst(bed, 'loose');
      await bed.fail(lease, 100);
      const second = await bed.startKnown('a2');
      await bed.add('a3', { group: 'a' });
      await bed.advance(100);
      await bed.store.promote(10);
      expect(await states(bed, 'a1', 'a3')).toEqual(['blocked', 'blocked']);
      await bed.complete(second);
      expect(await runAll(bed)).toEqual(['a3', 'a1']);
    },
  },
  {
    name: 'a job for later takes its place in the group only when it is due',
    check: async (bed) => {
      await bed.add('later', { group: 'a', delayMs: 100 });
      await addGroup(bed, 'a', 2);
      const lease = await bed.startKnown('a1');
      await bed.advance(100);
      await bed.store.promote(10);
      expect(await states(bed, 'later', 'a2')).toEqual(['blocked', 'blocked']);
      await bed.complete(lease);
      expect(await runAll(bed)).toEqual(['a2', 'later']);
    },
  },
  {
    name: 'a redriven job comes in at the end of its group, or is queued where that has room',
    check: async (bed) => {
      await bed.fail(await runningFirst(bed));
      expect(await bed.store.redrive(['a1'])).toEqual([{ result: 'blocked' }]);
      expect(await runAll(bed)).toEqual(['a2', 'a1']);
      await bed.add('b1', { group: 'b' });
      await bed.store.cancel(['b1']);
      expect(await bed.store.redrive(['b1'])).toEqual([{ result: 'queued' }]);
    },
  },
  {
    name: 'a job that is parked for its type keeps its place',
    check: async (bed) => {
      await bed.add('a1', { group: 'a', type: 'unknown' });
      await bed.add('a2', { group: 'a' });
      expect(await bed.claimIds()).toEqual([]);
      expect(await states(bed, 'a1', 'a2')).toEqual(['blocked', 'blocked']);
      expect(await bed.claimIds({ types: ['simulate', 'unknown'] })).toEqual(['a1']);
      await bed.add('b1', { group: 'b', type: 'unknown' });
      await bed.add('b2', { group: 'b' });
      expect(await bed.claimIds()).toEqual([]);
      await bed.store.cancel(['b1']);
      expect(await bed.claimIds()).toEqual(['b2']);
    },
  },
  {
    name: 'a raised limit lets jobs in at once and wakes workers, a lowered one only fewer from then on',
    check: async (bed) => {
      await addGroup(bed, 'a', 5);
      expect(await bed.claimIds()).toEqual(['a1']);
      await setGroups(bed, 3);
      const running = await bed.claim();
      expect(running.map(({ id }) => id)).toEqual(['a2', 'a3']);
      await setGroups(bed, 1);
      expect(await states(bed, 'a2', 'a3', 'a4')).toEqual(['in_progress', 'in_progress', 'blocked']);
      await Promise.all(running.map((job) => bed.complete(job)));
      expect(await bed.claimIds()).toEqual([]);
      await setGroups(bed, null);
      expect(await bed.claimIds()).toEqual([]);
    },
  },
  {
    name: 'a raised limit reaches all groups, however many, in bounded steps',
    check: async (bed) => {
      const names = Array.from({ length: 150 }, (_, i) => `g${i}`);
      for (const part of ['x', 'y', 'z']) {
        await bed.enqueue(names.map((group) => newJob(`${group}${part}`, { group })));
      }
      await setGroups(bed, 3);
      const queued = async () => (await bed.store.queue('default'))?.states.queued ?? 0;
      expect(await queued()).toBeLessThan(450);
      for (let step = 0; step < 10; step += 1) {
        await bed.store.promote(100);
      }
      expect(await queued()).toBe(450);
      expect((await bed.store.claim({ ...CLAIM, max: 1 })).nextAlarmMs).not.toBe(0);
    },
  },
  {
    name: 'the limit holds within one call, and a paused queue still lets jobs into its line',
    check: async (bed) => {
      await bed.store.configureQueue('default', { paused: true, groupConcurrency: 2 });
      await bed.enqueue(['a1', 'a2', 'a3', 'a4'].map((id) => newJob(id, { group: 'a' })));
      expect(await states(bed, 'a1', 'a2', 'a3', 'a4')).toEqual(['queued', 'queued', 'blocked', 'blocked']);
      await bed.store.cancel(['a1']);
      expect(await states(bed, 'a3', 'a4')).toEqual(['queued', 'blocked']);
      await bed.store.configureQueue('default', { paused: false });
      expect(await bed.claimIds()).toEqual(['a2', 'a3']);
    },
  },
  {
    name: 'a batch that ends lets in as many as it freed',
    check: async (bed) => {
      await setGroups(bed, 3);
      await addGroup(bed, 'a', 7);
      const jobs = await bed.claim();
      await bed.store.complete(jobs.map(({ id, token }) => ({ id, token, result: null, resultError: null })));
      expect(await bed.claimIds()).toEqual(['a4', 'a5', 'a6']);
    },
  },
  {
    name: 'explain names the group, who has its places, and how many go first',
    check: async (bed) => {
      await setGroups(bed, 2);
      await addGroup(bed, 'a', 4);
      const waits = { group: 'a', limit: 2, held: 2, heldBy: ['a1', 'a2'], placed: false };
      expect((await bed.store.explain('a4'))?.group).toEqual({ ...waits, ahead: 1 });
      expect((await bed.store.explain('a3'))?.group).toEqual({ ...waits, ahead: 0 });
      expect((await bed.store.explain('a1'))?.group).toBeNull();
    },
  },
];

const CLAIM = {
  ...{ nonce: 'worker00000001', lane: 0, types: ['simulate'], queues: '*' as const, leaseMs: 60_000 },
};
