import { CALLBACK_QUEUE, type JobRecord } from '../../../src/core/job';
import type { Bed, Rule } from '../bed';

const URL = 'https://example.org/done?order=1&text=a%20b';

/** The job that tells of this one's end. */
async function callbackOf(bed: Bed, id: string): Promise<JobRecord> {
  const { callbackJobId } = await bed.get(id);
  return bed.get(callbackJobId ?? 'none');
}

async function told(bed: Bed, id: string): Promise<Record<string, unknown>> {
  const { payload } = await callbackOf(bed, id);
  const { url, body } = JSON.parse(payload) as { url: string; body: Record<string, unknown> };
  expect(url).toBe(URL);
  return body;
}

const iso = (at: number) => new Date(at).toISOString();

export const callbackRules: readonly Rule[] = [
  {
    name: 'the end of a job with a callback URL makes a job of type http that tells of it, at once',
    check: async (bed) => {
      const lease = await bed.start('a', { callbackUrl: URL });
      expect(await bed.get('a')).toMatchObject({ callbackUrl: URL, callbackJobId: null });
      await bed.advance(1_234);
      await bed.complete(lease, '{"sum":1}');
      const { createdAt, updatedAt } = await bed.get('a');
      expect(await callbackOf(bed, 'a')).toMatchObject({
        queue: CALLBACK_QUEUE,
        type: 'http',
        state: 'queued',
        maxRetries: 10,
        createdAt: updatedAt,
      });
      expect(await told(bed, 'a')).toEqual({
        ...{ job_id: 'a', queue: 'default', type: 'simulate', status: 'completed', attempt_count: 1 },
        ...{ created_at: iso(createdAt), finished_at: iso(updatedAt), error: null, result: { sum: 1 } },
      });
      const [called] = await bed.claim({ types: ['http'] });
      expect(called).toMatchObject({ queue: CALLBACK_QUEUE, type: 'http', attempt: 1 });
      await bed.complete({ id: called!.id, token: called!.token });
      expect(await bed.state(called!.id)).toBe('completed');
    },
  },
  {
    name: 'a callback tells code and message of a failure, whatever is in them, and no stack',
    check: async (bed) => {
      const lease = await bed.start('a', { callbackUrl: URL, maxRetries: 0 });
      const message = 'a "quoted" \\ thing\n\u0000 \ud800 /é';
      const error = { code: 'odd', message, stack: 'x'.repeat(900) };
      await bed.store.fail([{ ...lease, error, retryInMs: null }]);
      expect(await told(bed, 'a')).toMatchObject({
        status: 'failed',
        result: null,
        error: { code: 'odd', message },
      });
      expect(Object.keys((await told(bed, 'a'))['error'] as object)).toEqual(['code', 'message']);
    },
  },
  {
    name: 'no callback before the end: neither a retry nor a release is one',
    check: async (bed) => {
      await bed.store.release([await bed.start('a', { callbackUrl: URL })]);
      await bed.fail(await bed.startKnown('a'), 0);
      expect(await bed.get('a')).toMatchObject({ state: 'scheduled', callbackJobId: null });
      expect(await bed.store.queue(CALLBACK_QUEUE)).toBeNull();
    },
  },
  {
    name: 'cancelled, expired, lapsed, or failed by its dependency: each end is told',
    check: async (bed) => {
      const odd = { callbackUrl: URL, type: 'odd', tags: ['x'.repeat(100), 'y'.repeat(600)] };
      await bed.add('cancelled', odd);
      await bed.store.cancel(['cancelled']);
      await bed.add('child', { ...odd, dependsOn: ['cancelled'] });
      await bed.add('expired', { ...odd, ttlMs: 50 });
      await bed.start('lapsed', { callbackUrl: URL, maxLapses: 1 }, { leaseMs: 50 });
      await bed.advance(50);
      await bed.store.promote(10);
      await bed.store.reap(10);
      for (const [id, code] of [
        ['child', 'dependency_failed'],
        ['expired', 'expired'],
        ['lapsed', 'lease_lapsed'],
      ] as const) {
        expect(await told(bed, id)).toMatchObject({ job_id: id, status: 'failed', error: { code } });
      }
      expect(await told(bed, 'cancelled')).toMatchObject({ status: 'cancelled', error: null });
    },
  },
  {
    name: 'an end that is sent again is told once, another one after a redrive again',
    check: async (bed) => {
      const lease = await bed.start('a', { callbackUrl: URL });
      await bed.fail(lease);
      await bed.fail(lease);
      const first = await callbackOf(bed, 'a');
      expect(await bed.store.queue(CALLBACK_QUEUE)).toMatchObject({ counters: { enqueued: 1 } });
      await bed.store.redrive(['a']);
      await bed.complete(await bed.startKnown('a'));
      const second = await callbackOf(bed, 'a');
      expect(second.id).not.toBe(first.id);
      expect(await bed.store.queue(CALLBACK_QUEUE)).toMatchObject({ counters: { enqueued: 2 } });
    },
  },
  {
    name: 'a long result is told, and one that is too long is left out and said to be',
    check: async (bed) => {
      const long = JSON.stringify('é'.repeat(10_000));
      await bed.complete(await bed.start('a', { callbackUrl: URL }), long);
      expect(await told(bed, 'a')).toMatchObject({ result: JSON.parse(long) as unknown });
      await bed.complete(await bed.start('b', { callbackUrl: URL }), JSON.stringify('x'.repeat(70_000)));
      expect(await told(bed, 'b')).toMatchObject({ result: null, result_omitted: true });
    },
  },
  {
    name: 'callbacks go past the depth of their queue, and are in none of the sums of the namespace',
    check: async (bed) => {
      await bed.store.configureQueue(CALLBACK_QUEUE, { maxDepth: 0 });
      await bed.complete(await bed.start('a', { callbackUrl: URL }));
      expect(await bed.store.queue(CALLBACK_QUEUE)).toMatchObject({ states: { queued: 1 } });
      expect(await bed.store.counts()).toMatchObject({
        counters: { enqueued: 1, completed: 1 },
        states: { queued: 0, completed: 1 },
      });
    },
  },
  {
    name: 'a job that gives way to another has its callback, and tells who waits for it',
    check: async (bed) => {
      await bed.store.configureQueue('default', { maxDepth: 1, overflow: 'drop_oldest' });
      await bed.add('a', { callbackUrl: URL });
      await bed.add('waits', { queue: 'other', dependsOn: ['a'] });
      await bed.add('b', { dependsOn: ['a'], onDependencyFailure: 'run' });
      expect(await told(bed, 'a')).toMatchObject({ status: 'failed', error: { code: 'dropped' } });
      await bed.store.promote(10);
      expect(await bed.store.states(['a', 'b', 'waits'])).toEqual(['failed', 'queued', 'failed']);
    },
  },
];
