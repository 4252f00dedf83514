import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';
import { without } from '../../support/without';

const HASH_A = 'aaaaaaaaaaa';
const HASH_B = 'bbbbbbbbbbb';

export const enqueueRules: readonly Rule[] = [
  {
    name: 'a job is created as queued, with what its sender chose',
    check: async (bed) => {
      const job = newJob('a', {
        queue: 'mail',
        type: 'send',
        payload: '{"to":1}',
        priority: -7,
        maxRetries: 0,
        maxLapses: 100,
        backoff: { strategy: 'linear', baseMs: 1.5, factor: 2, maxMs: 9, jitter: 0.25 },
        timeoutMs: 77,
        tags: ['x', 'y'],
        failureInjection: { failAttempts: [1, 2], kind: 'slow', slowMs: 3 },
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      });
      expect(await bed.enqueue([job])).toEqual([{ outcome: 'created', state: 'queued' }]);
      expect(await bed.store.get('a')).toEqual({
        ...without(job, 'delayMs', 'runAt', 'ttlMs', 'contentHash', 'dependsOn'),
        state: 'queued',
        createdAt: bed.now(),
        updatedAt: bed.now(),
        dueAt: null,
        expiresAt: null,
        onDependencyFailure: null,
        awaitsDependencies: false,
        callbackJobId: null,
        logLines: 0,
        lastAttempt: null,
        leaseExpiresAt: null,
        worker: null,
        cancelRequested: false,
        attemptCount: 0,
        retries: 0,
        lapses: 0,
        snoozes: 0,
        attempts: [],
        result: null,
        error: null,
        progress: null,
        payloadBytes: 8,
      });
    },
  },
  {
    name: 'the same id with the same content is a duplicate and says where the job is',
    check: async (bed) => {
      await bed.start('a', { queue: 'mail', contentHash: HASH_A });
      expect(await bed.enqueue([newJob('a', { queue: 'mail', contentHash: HASH_A })])).toEqual([
        { outcome: 'duplicate', state: 'in_progress', queue: 'mail' },
      ]);
    },
  },
  {
    name: 'the same id with other content is a conflict and changes nothing',
    check: async (bed) => {
      await bed.add('a', { queue: 'mail', payload: '1', contentHash: HASH_A });
      expect(await bed.enqueue([newJob('a', { queue: 'other', payload: '2', contentHash: HASH_B })])).toEqual(
        [{ outcome: 'conflict', state: 'queued', queue: 'mail' }],
      );
      expect((await bed.get('a')).payload).toBe('1');
      expect((await bed.counters()).enqueued).toBe(1);
    },
  },
  {
    name: 'the same id twice in one call is stored once',
    check: async (bed) => {
      const answers = await bed.enqueue([
        newJob('a', { contentHash: HASH_A }),
        newJob('a', { contentHash: HASH_A }),
        newJob('a', { contentHash: HASH_B }),
      ]);
      expect(answers.map(({ outcome }) => outcome)).toEqual(['created', 'duplicate', 'conflict']);
      expect(await bed.claimIds()).toEqual(['a']);
    },
  },
  {
    name: 'a finished job still holds its id',
    check: async (bed) => {
      await bed.complete(await bed.start('a', { contentHash: HASH_A }));
      expect(await bed.enqueue([newJob('a', { contentHash: HASH_A })])).toEqual([
        { outcome: 'duplicate', state: 'completed', queue: 'default' },
      ]);
    },
  },
  {
    name: 'more jobs than one batch are all answered, in order',
    check: async (bed) => {
      const jobs = Array.from({ length: 1_201 }, (_, i) => newJob(`j${i}`));
      const answers = await bed.enqueue(jobs);
      expect(answers).toHaveLength(1_201);
      expect(answers.every(({ outcome }) => outcome === 'created')).toBe(true);
      expect((await bed.store.counts()).states.queued).toBe(1_201);
    },
  },
  {
    name: 'nothing to do is nothing done',
    check: async (bed) => {
      expect(await bed.enqueue([])).toEqual([]);
      expect(await bed.store.complete([])).toEqual([]);
      expect(await bed.store.cancel([])).toEqual([]);
      expect(await bed.store.states([])).toEqual([]);
      expect(await bed.store.queues(null, 10)).toEqual([]);
    },
  },
];
