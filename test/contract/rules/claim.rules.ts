import type { ClaimedJob } from '../../../src/core/job';
import { claimRequest, newJob, nonceOf } from '../../support/job-builder';
import type { Rule } from '../bed';
import { without } from '../../support/without';

export const claimRules: readonly Rule[] = [
  {
    name: 'a claim starts an attempt under its nonce, with a lease',
    check: async (bed) => {
      await bed.add('a', { payload: '[1]', tags: ['t'], priority: 3 });
      await bed.advance(5);
      const nonce = nonceOf('w', 1);
      const { jobs, nextAlarmMs } = await bed.store.claim(claimRequest(nonce, { leaseMs: 700 }));
      expect(jobs).toEqual([
        {
          id: 'a',
          queue: 'default',
          type: 'simulate',
          payload: '[1]',
          priority: 3,
          maxRetries: 3,
          maxLapses: 3,
          backoff: null,
          timeoutMs: null,
          tags: ['t'],
          failureInjection: null,
          callbackUrl: null,
          traceparent: null,
          token: nonce,
          attempt: 1,
          retries: 0,
          lapses: 0,
          snoozes: 0,
          fence: expect.any(Number) as number,
          createdAt: bed.now() - 5,
          startedAt: bed.now(),
          leaseExpiresAt: bed.now() + 700,
        },
      ]);
      expect(nextAlarmMs).toBe(700);
      expect(await bed.get('a')).toMatchObject({
        state: 'in_progress',
        updatedAt: bed.now(),
        leaseExpiresAt: bed.now() + 700,
        worker: 'w0000000',
        attemptCount: 1,
      });
    },
  },
  {
    name: 'nothing to claim is an empty answer without an alarm',
    check: async (bed) => {
      expect(await bed.store.claim(claimRequest(nonceOf('w', 1)))).toEqual({ jobs: [], nextAlarmMs: null });
    },
  },
  {
    name: 'a job is given to one claim only, and a claim takes no more than it asked for',
    check: async (bed) => {
      await bed.enqueue(Array.from({ length: 25 }, (_, i) => newJob(`j${i}`)));
      const claims = await Promise.all(
        [1, 2, 3].map((n) => bed.store.claim(claimRequest(nonceOf(`w${n}`, n), { max: 10 }))),
      );
      const ids = claims.map(({ jobs }) => jobs.map(({ id }) => id));
      expect(ids.map(({ length }) => length).sort()).toEqual([10, 10, 5].sort());
      expect(new Set(ids.flat()).size).toBe(25);
    },
  },
  {
    name: 'the same nonce again gives the same jobs again and starts nothing',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b'), newJob('c')]);
      const request = claimRequest(nonceOf('w', 1), { max: 2 });
      const first = await bed.store.claim(request);
      const again = await bed.store.claim(request);
      const unfenced = (jobs: readonly ClaimedJob[]) => jobs.map((job) => without(job, 'fence'));
      expect(unfenced(again.jobs)).toEqual(unfenced(first.jobs));
      expect(first.jobs).toHaveLength(2);
      expect(await bed.state('c')).toBe('queued');
      expect((await bed.counters()).started).toBe(2);
    },
  },
  {
    name: 'a resent claim leaves out jobs that no longer run under it',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b')]);
      const request = claimRequest(nonceOf('w', 1));
      await bed.store.claim(request);
      await bed.complete({ id: 'a', token: request.nonce });
      expect((await bed.store.claim(request)).jobs.map(({ id }) => id)).toEqual(['b']);
    },
  },
  {
    name: 'claims of different lanes are remembered side by side',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b')]);
      const first = claimRequest(nonceOf('w', 1), { max: 1, lane: 0 });
      const second = claimRequest(nonceOf('w', 2), { max: 1, lane: 1 });
      await bed.store.claim(first);
      await bed.store.claim(second);
      expect((await bed.store.claim(first)).jobs.map(({ id }) => id)).toEqual(['a']);
      expect((await bed.store.claim(second)).jobs.map(({ id }) => id)).toEqual(['b']);
    },
  },
  {
    name: 'fencing numbers grow with every later attempt',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b')]);
      const [a, b] = await bed.claim();
      await bed.store.release([{ id: 'a', token: a!.token }]);
      await bed.add('c');
      const later = await bed.claim();
      const fences = [a!.fence, b!.fence, ...later.map(({ fence }) => fence)];
      expect(fences).toHaveLength(4);
      expect(fences.every((fence, i) => i === 0 || fence > fences[i - 1]!)).toBe(true);
    },
  },
  {
    name: 'a paused queue starts nothing until it is resumed',
    check: async (bed) => {
      await bed.store.configureQueue('default', { paused: true });
      await bed.add('a');
      expect(await bed.claimIds()).toEqual([]);
      await bed.store.configureQueue('default', { paused: false });
      expect(await bed.claimIds()).toEqual(['a']);
    },
  },
  {
    name: 'a queue never runs more jobs than its concurrency',
    check: async (bed) => {
      await bed.store.configureQueue('default', { concurrency: 2 });
      await bed.enqueue([newJob('a'), newJob('b'), newJob('c'), newJob('d')]);
      const jobs = await bed.claim();
      expect(jobs.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(await bed.claimIds()).toEqual([]);
      await bed.complete({ id: 'a', token: jobs[0]!.token });
      expect(await bed.claimIds()).toEqual(['c']);
      await bed.store.configureQueue('default', { concurrency: null });
      expect(await bed.claimIds()).toEqual(['d']);
    },
  },
  {
    name: 'a concurrency of zero starts nothing',
    check: async (bed) => {
      await bed.store.configureQueue('default', { concurrency: 0 });
      await bed.add('a');
      expect(await bed.claimIds()).toEqual([]);
    },
  },
  {
    name: 'a claim of named queues takes from no other',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b', { queue: 'b' }), newJob('c', { queue: 'c' })]);
      expect(await bed.claimIds({ queues: [{ queue: 'b', weight: 1 }] })).toEqual(['b']);
      expect(await bed.claimIds({ queues: [{ queue: 'none', weight: 1 }] })).toEqual([]);
    },
  },
  {
    name: 'named queues share a claim by their weights, and what one leaves goes to the others',
    check: async (bed) => {
      const fill = (queue: string) =>
        bed.enqueue(Array.from({ length: 10 }, (_, i) => newJob(`${queue}${i}`, { queue })));
      await fill('x');
      await fill('y');
      const queues = [
        { queue: 'x', weight: 3 },
        { queue: 'y', weight: 1 },
      ];
      const first = await bed.claimIds({ queues, max: 8 });
      expect([first.filter((id) => id.startsWith('x')).length, first.length]).toEqual([6, 8]);
      const second = await bed.claimIds({ queues, max: 12 });
      expect([second.filter((id) => id.startsWith('x')).length, second.length]).toEqual([4, 12]);
    },
  },
  {
    name: 'queues without weight are served in the order given, a later one once those before it have nothing ready',
    check: async (bed) => {
      for (const queue of ['low', 'high', 'middle']) {
        await bed.enqueue([newJob(`${queue}1`, { queue }), newJob(`${queue}2`, { queue })]);
      }
      const queues = ['high', 'middle', 'low'].map((queue) => ({ queue, weight: 0 }));
      expect(await bed.claimIds({ queues, max: 1 })).toEqual(['high1']);
      expect(await bed.claimIds({ queues, max: 2 })).toEqual(['high2', 'middle1']);
      await bed.add('high3', { queue: 'high' });
      await bed.store.configureQueue('middle', { paused: true });
      expect(await bed.claimIds({ queues, max: 2 })).toEqual(['high3', 'low1']);
      await bed.store.configureQueue('middle', { paused: false });
      expect(await bed.claimIds({ queues })).toEqual(['middle2', 'low2']);
    },
  },
  {
    name: 'a queue without weight has only what those with weights leave',
    check: async (bed) => {
      await bed.enqueue([
        newJob('z', { queue: 'z' }),
        newJob('w1', { queue: 'w' }),
        newJob('w2', { queue: 'w' }),
      ]);
      const queues = [
        { queue: 'z', weight: 0 },
        { queue: 'w', weight: 1 },
      ];
      expect(await bed.claimIds({ queues, max: 1 })).toEqual(['w1']);
      expect(await bed.claimIds({ queues, max: 2 })).toEqual(['w2', 'z']);
    },
  },
  {
    name: 'queues take turns, so that a long one does not hold back a short one',
    check: async (bed) => {
      await bed.enqueue(Array.from({ length: 50 }, (_, i) => newJob(`long${i}`, { queue: 'long' })));
      await bed.enqueue([newJob('short', { queue: 'short' })]);
      expect(await bed.claimIds({ max: 8 })).toContain('short');
    },
  },
  {
    name: 'a claim ends at 1 MiB of payload, and the rest comes with the next',
    check: async (bed) => {
      const payload = JSON.stringify('x'.repeat(600_000));
      await bed.enqueue(['a', 'b', 'c'].map((id) => newJob(id, { payload })));
      expect(await bed.claimIds()).toEqual(['a', 'b']);
      expect(await bed.claimIds()).toEqual(['c']);
    },
  },
];
