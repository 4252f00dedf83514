import { CALLBACK_QUEUE } from '../../../src/core/job';
import { nonceOf, newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';
import { named, wakes } from './wake.rules';

const running = async (bed: Bed) => (await bed.store.counts()).states.in_progress;
const inQueues = (n: number) => Array.from({ length: n }, (_, i) => newJob(`j${i}`, { queue: `q${i % 3}` }));
const worker = (queues: ReturnType<typeof named>) => ({
  ...{ id: 'w0000001', name: 'w', version: '1', slots: 1, running: 0 },
  ...{ state: 'running' as const, queues, types: [] },
});

/** A limit on the jobs of a whole namespace that run at once. */
export const namespaceConcurrencyRules: readonly Rule[] = [
  {
    name: 'a namespace runs exactly as many jobs at once as it may, over all queues and workers',
    concurrency: 5,
    check: async (bed) => {
      await bed.enqueue(inQueues(30));
      const claims = [1, 2, 3, 4].map(() => bed.claim({ max: 2 }));
      claims.push(bed.claim({ max: 9, queues: named('q1', 'q2') }));
      const jobs = (await Promise.all(claims)).flat();
      expect(new Set(jobs.map(({ id }) => id)).size).toBe(5);
      expect(await running(bed)).toBe(5);
      expect(await bed.claimIds()).toEqual([]);
    },
  },
  {
    name: 'whatever ends an attempt makes room for one job, and wakes who was turned away',
    concurrency: 1,
    check: async (bed) => {
      const ends: readonly ((lease: { id: string; token: string }) => Promise<unknown>)[] = [
        (lease) => bed.complete(lease),
        (lease) => bed.fail(lease, 60_000),
        (lease) => bed.fail(lease, null),
        (lease) => bed.store.release([lease]),
        (lease) => bed.store.snooze([{ ...lease, delayMs: 60_000 }]),
        async (lease) => {
          await bed.store.cancel([lease.id]);
          await bed.store.release([lease]);
        },
        async (lease) =>
          bed.store.follow({ ...lease, result: '1', resultError: null }, [
            newJob(`after ${lease.id}`, { delayMs: 60_000 }),
          ]),
        async () => {
          await bed.advance(100);
          await bed.store.reap(10);
        },
      ];
      for (const [i, end] of ends.entries()) {
        for (const queues of ['*' as const, named('waiting')]) {
          const own = `${i}${queues === '*' ? 'a' : 'b'}`;
          const lease = await bed.start(`first${own}`, { queue: `first${own}` }, { leaseMs: 100 });
          await bed.add(`next${own}`, { queue: 'waiting' });
          expect(await bed.claimIds({ queues })).toEqual([]);
          await wakes(bed, queues === '*' ? '*' : 'waiting', () => end(lease));
          const [job] = await bed.claim({ queues });
          expect(await running(bed)).toBe(1);
          await bed.complete({ id: job?.id ?? '', token: job?.token ?? '' });
          await bed.store.cancel([`first${own}`, `next${own}`]);
        }
      }
    },
  },
  {
    name: 'a claim makes room itself of what lapsed',
    concurrency: 2,
    check: async (bed) => {
      await bed.enqueue(inQueues(5));
      expect(await bed.claim({ leaseMs: 100 })).toHaveLength(2);
      await bed.advance(100);
      expect(await bed.claim({ leaseMs: 100 })).toHaveLength(2);
      expect(await running(bed)).toBe(2);
    },
  },
  {
    name: 'who waits for room comes before who claims as it completes',
    concurrency: 1,
    check: async (bed) => {
      await bed.enqueue(['a1', 'a2', 'a3'].map((id) => newJob(id, { queue: 'a' })));
      await bed.enqueue(['b1', 'b2'].map((id) => newJob(id, { queue: 'b' })));
      const order = [];
      let lease = await bed.startKnown('a1', { queues: named('a') });
      expect(await bed.claimIds({ queues: named('b') })).toEqual([]);
      for (const [mine, other] of ['ab', 'ba', 'ab', 'ba'].map(
        (pair) => pair.split('') as [string, string],
      )) {
        await wakes(bed, other, () => bed.complete(lease));
        expect(await bed.claimIds({ max: 1, queues: named(mine) })).toEqual([]);
        await bed.advance(1);
        const [job] = await bed.claim({ max: 2, queues: named(other) });
        order.push(job?.id);
        lease = { id: job?.id ?? '', token: job?.token ?? '' };
      }
      expect(order).toEqual(['b1', 'a2', 'b2', 'a3']);
    },
  },
  {
    name: 'room that nobody came for is for others again',
    concurrency: 1,
    check: async (bed) => {
      await bed.enqueue([newJob('a1', { queue: 'a' }), newJob('a2', { queue: 'a' })]);
      await bed.add('b1', { queue: 'b' });
      const lease = await bed.startKnown('a1', { queues: named('a') });
      expect(await bed.claimIds({ queues: named('b') })).toEqual([]);
      await bed.complete(lease);
      expect(await bed.claimIds({ queues: named('a') })).toEqual([]);
      await bed.advance(500);
      // The worker of `b` died. Whoever attends sees that there is room.
      await wakes(bed, 'a', () => bed.store.attend(worker(named('other'))));
      expect(await bed.claimIds({ queues: named('a') })).toEqual(['a2']);
    },
  },
  {
    name: 'room that is kept for a queue whose jobs are gone is for others at once',
    concurrency: 1,
    check: async (bed) => {
      await bed.enqueue([newJob('a1', { queue: 'a' }), newJob('a2', { queue: 'a' })]);
      await bed.add('b1', { queue: 'b' });
      const lease = await bed.startKnown('a1', { queues: named('a') });
      expect(await bed.claimIds({ queues: named('b') })).toEqual([]);
      expect(await bed.claimIds({ queues: named('a') })).toEqual([]);
      await bed.complete(lease);
      await wakes(bed, 'a', () => bed.store.cancel(['b1']));
      expect(await bed.claimIds({ queues: named('a') })).toEqual(['a2']);
    },
  },
  {
    name: 'each place that comes free wakes one of those who wait, in their order',
    concurrency: 3,
    check: async (bed) => {
      const leases = [];
      for (const id of ['x1', 'x2', 'x3']) {
        leases.push(await bed.start(id, { queue: 'x' }, { queues: named('x') }));
      }
      for (const queue of ['c', 'b', 'a']) {
        await bed.add(`${queue}1`, { queue });
        expect(await bed.claimIds({ queues: named(queue) })).toEqual([]);
        await bed.advance(1);
      }
      const [first, second, third] = leases;
      await wakes(bed, 'c', () => bed.complete(first!));
      await wakes(bed, 'b', () => bed.complete(second!));
      expect(await bed.claimIds({ queues: named('a') })).toEqual([]);
      expect(await bed.claimIds({ queues: named('b') })).toEqual(['b1']);
      expect(await bed.claimIds({ queues: named('c') })).toEqual(['c1']);
      await wakes(bed, 'a', () => bed.complete(third!));
      expect(await bed.claimIds({ queues: named('a') })).toEqual(['a1']);
    },
  },
  {
    name: "the service's own queues neither count nor wait, also where a worker of all queues was turned away",
    concurrency: 1,
    check: async (bed) => {
      const lease = await bed.start('a', { callbackUrl: 'https://example.org/' });
      await bed.enqueue([
        newJob('b', { queue: 'mail' }),
        newJob('c', { queue: 'mail', callbackUrl: 'https://example.org/' }),
      ]);
      await bed.complete(lease);
      const next = await bed.startKnown('b', { queues: named('mail') });
      const types = ['simulate', 'http'];
      expect(await bed.claim({ types, max: 1 })).toMatchObject([{ queue: CALLBACK_QUEUE }]);
      expect(await running(bed)).toBe(1);
      expect(await bed.claimIds({ types })).toEqual([]);
      await wakes(bed, '*', () => bed.store.cancel(['c']));
      expect(await bed.claim({ types })).toMatchObject([{ queue: CALLBACK_QUEUE }]);
      expect(await bed.enqueue([newJob('d', { queue: 'sluice.own' })])).toMatchObject([
        { outcome: 'created' },
      ]);
      expect(await bed.claimIds({ queues: named('sluice.own') })).toEqual(['d']);
      await bed.complete(next);
    },
  },
  {
    name: 'turns and priorities hold also under the limit',
    concurrency: 2,
    check: async (bed) => {
      const jobs = ['a', 'b', 'c'].flatMap((queue) =>
        [0, 5, 1].map((priority, i) => newJob(`${queue}${i}`, { queue, priority })),
      );
      await bed.enqueue(jobs);
      const order = [];
      for (let i = 0; i < 9; i += 1) {
        const [job] = await bed.claim({ max: 1 });
        order.push(job?.id);
        await bed.complete({ id: job?.id ?? '', token: job?.token ?? '' });
      }
      expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a0', 'b0', 'c0']);
    },
  },
  {
    name: 'the same nonce again gives the same jobs again, and takes no further place',
    concurrency: 2,
    check: async (bed) => {
      await bed.enqueue(inQueues(4));
      const nonce = nonceOf('again', 1);
      const first = await bed.claimIds({ nonce });
      expect(first).toHaveLength(2);
      expect((await bed.claimIds({ nonce })).sort()).toEqual([...first].sort());
      expect(await running(bed)).toBe(2);
    },
  },
  {
    name: 'explain knows the limit and how many jobs run',
    concurrency: 1,
    check: async (bed) => {
      await bed.start('a', { queue: 'other' });
      await bed.add('b');
      expect(await bed.store.explain('b')).toMatchObject({ namespace: { concurrency: 1, running: 1 } });
    },
  },
];
