import { newJob, NO_LIMITS } from '../../support/job-builder';
import type { Rule } from '../bed';

const outcomes = (answers: readonly { readonly outcome: string }[]) => answers.map(({ outcome }) => outcome);
const inQueues = (n: number, from = 0) =>
  Array.from({ length: n }, (_, i) => newJob(`j${i + from}`, { queue: `q${(i + from) % 3}` }));

/** Limits over all queues of a namespace. */
export const namespaceLimitRules: readonly Rule[] = [
  {
    name: 'a namespace takes exactly as many jobs as its depth allows, over all queues',
    check: async (bed) => {
      const answers = await bed.enqueue(inQueues(5), { namespaceMaxDepth: 4 });
      expect(outcomes(answers)).toEqual(['created', 'created', 'created', 'created', 'namespace_full']);
      expect(answers[4]).toEqual({ outcome: 'namespace_full', limit: 'depth', retryAfterMs: 30_000 });
      expect(outcomes(await bed.enqueue(inQueues(1, 9), { namespaceMaxDepth: 4 }))).toEqual([
        'namespace_full',
      ]);
      expect(await bed.state('j4')).toBeNull();
    },
  },
  {
    name: 'concurrent senders to many queues cannot go over the depth by one',
    check: async (bed) => {
      const calls = inQueues(40).map((job) => bed.enqueue([job], { namespaceMaxDepth: 25 }));
      const answers = (await Promise.all(calls)).flat();
      expect(answers.filter(({ outcome }) => outcome === 'created')).toHaveLength(25);
      expect((await bed.store.counts()).states.queued).toBe(25);
    },
  },
  {
    name: 'scheduled and blocked jobs count, running and finished ones do not',
    check: async (bed) => {
      await bed.add('parked', { type: 'unknown' });
      expect(await bed.claim()).toEqual([]);
      const lease = await bed.start('running', { queue: 'other' });
      await bed.add('later', { delayMs: 5_000, queue: 'third' });
      const limits = { namespaceMaxDepth: 3 };
      expect(outcomes(await bed.enqueue(inQueues(2), limits))).toEqual(['created', 'namespace_full']);
      await bed.complete(lease);
      expect(outcomes(await bed.enqueue(inQueues(1, 7), limits))).toEqual(['namespace_full']);
      expect(await bed.claimIds()).toEqual(['j0']);
      expect(outcomes(await bed.enqueue(inQueues(1, 7), limits))).toEqual(['created']);
    },
  },
  {
    name: 'a namespace takes exactly the bytes that it may hold, until jobs are final',
    check: async (bed) => {
      const payload = '"12345678"';
      const limits = { namespaceMaxBytes: 25 };
      const [a, b, c] = ['a', 'b', 'c'].map((id) => newJob(id, { payload, queue: id }));
      expect(outcomes(await bed.enqueue([a!, b!], limits))).toEqual(['created', 'created']);
      expect((await bed.store.counts()).bytes).toBe(20);
      expect(await bed.enqueue([c!], limits)).toEqual([
        { outcome: 'namespace_full', limit: 'bytes', retryAfterMs: 30_000 },
      ]);
      expect(outcomes(await bed.enqueue([newJob('d', { payload: '12345' })], limits))).toEqual(['created']);
      const lease = await bed.startKnown('a');
      expect(outcomes(await bed.enqueue([newJob('e', { payload: '1' })], limits))).toEqual([
        'namespace_full',
      ]);
      await bed.complete(lease);
      expect(outcomes(await bed.enqueue([c!], limits))).toEqual(['created']);
      expect((await bed.store.counts()).bytes).toBe(25);
    },
  },
  {
    name: 'a full queue is told of before a full namespace, and that before the rate',
    check: async (bed) => {
      const limits = { namespaceMaxDepth: 0, ratePerSecond: 1, rateBurst: 1 };
      expect(outcomes(await bed.enqueue(inQueues(1), { ...limits, maxDepth: 0 }))).toEqual(['queue_full']);
      expect(outcomes(await bed.enqueue(inQueues(1), limits))).toEqual(['namespace_full']);
      // Neither cost anything of the rate.
      expect(outcomes(await bed.enqueue(inQueues(2), { ...limits, namespaceMaxDepth: null }))).toEqual([
        'created',
        'rate_limited',
      ]);
    },
  },
  {
    name: 'no queue makes room in a full namespace, whatever its overflow says',
    check: async (bed) => {
      await bed.store.configureQueue('q0', { overflow: 'drop_oldest', maxDepth: 1 });
      await bed.enqueue([newJob('old', { queue: 'q0' })]);
      const full = { namespaceMaxDepth: 1 };
      expect(outcomes(await bed.enqueue([newJob('new', { queue: 'q0' })], full))).toEqual(['namespace_full']);
      expect(await bed.state('old')).toBe('queued');
      // Where the namespace has room, what gives way is not counted twice.
      const roomy = { namespaceMaxDepth: 2 };
      const jobs = ['x', 'y', 'z'].map((id) => newJob(id, { queue: id === 'z' ? 'q1' : 'q0' }));
      expect(outcomes(await bed.enqueue(jobs, roomy))).toEqual(['created', 'created', 'created']);
      expect((await bed.store.counts()).states.queued).toBe(2);
    },
  },
  {
    name: 'a known id takes no room, and is known before the limit',
    check: async (bed) => {
      const job = newJob('a', { contentHash: 'aaaaaaaaaaa' });
      expect(outcomes(await bed.enqueue([job, job], { namespaceMaxDepth: 1 }))).toEqual([
        'created',
        'duplicate',
      ]);
      expect(outcomes(await bed.enqueue([job], { namespaceMaxDepth: 1 }))).toEqual(['duplicate']);
    },
  },
  {
    name: 'jobs that come from inside are stored past it: retries, redriven jobs and follow-ups',
    check: async (bed) => {
      const failing = await bed.start('failing');
      const done = await bed.start('done');
      await bed.enqueue(inQueues(1));
      const full = { namespaceMaxDepth: 1, namespaceMaxBytes: 1 };
      expect(outcomes(await bed.enqueue(inQueues(1, 5), full))).toEqual(['namespace_full']);
      await bed.fail(failing, 0);
      expect(await bed.state('failing')).toBe('scheduled');
      expect(
        await bed.store.follow({ ...done, result: null, resultError: null }, [newJob('next')]),
      ).toMatchObject({ result: 'ok' });
      expect(await bed.state('next')).toBe('queued');
      await bed.store.cancel(['j0']);
      expect(await bed.store.redrive(['j0'])).toEqual([{ result: 'queued' }]);
      expect(outcomes(await bed.enqueue(inQueues(1, 5), full))).toEqual(['namespace_full']);
    },
  },
  {
    name: "the service's own queues neither count nor are held up",
    check: async (bed) => {
      const own = ['o1', 'o2'].map((id) => newJob(id, { queue: 'sluice.own' }));
      const limits = { namespaceMaxDepth: 1 };
      expect(outcomes(await bed.enqueue(own, limits))).toEqual(['created', 'created']);
      expect(outcomes(await bed.enqueue(inQueues(2), limits))).toEqual(['created', 'namespace_full']);
      expect(outcomes(await bed.enqueue([newJob('o3', { queue: 'sluice.own' })], limits))).toEqual([
        'created',
      ]);
    },
  },
  {
    name: 'jobs that belong together are all stored or none',
    check: async (bed) => {
      const limits = { ...NO_LIMITS, namespaceMaxDepth: 3 };
      await bed.add('a');
      expect(await bed.store.enqueueAll(inQueues(3), limits)).toMatchObject({
        outcome: 'refused',
        index: 2,
        answer: { outcome: 'namespace_full', limit: 'depth' },
      });
      expect((await bed.store.counts()).states.queued).toBe(1);
      expect(await bed.store.enqueueAll(inQueues(2), limits)).toMatchObject({ outcome: 'stored' });
    },
  },
  {
    name: 'a refusal says when room is to be expected, by how fast the namespace drains',
    check: async (bed) => {
      await bed.enqueue(inQueues(30));
      const full = { namespaceMaxDepth: 3 };
      // Nobody looked before: the first refusal says what is said of what is not known.
      expect(await bed.enqueue(inQueues(1, 99), full)).toEqual([
        { outcome: 'namespace_full', limit: 'depth', retryAfterMs: 30_000 },
      ]);
      await bed.claim({ max: 10 });
      await bed.advance(2_000);
      // Ten starts in two seconds, and eighteen jobs too many.
      expect(await bed.enqueue(inQueues(1, 99), full)).toEqual([
        { outcome: 'namespace_full', limit: 'depth', retryAfterMs: 3_600 },
      ]);
    },
  },
];
