import type { PurgeableState } from '../../../src/core/purge';
import { FINAL_STATES, WAITING_STATES } from '../../../src/core/states';
import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';

const FINAL: readonly PurgeableState[] = FINAL_STATES;
const WAITING: readonly PurgeableState[] = WAITING_STATES;

export const purgeRules: readonly Rule[] = [
  {
    name: 'outcomes of the wanted states are gone with all that was kept of them, others stay',
    check: async (bed) => {
      await bed.complete(await bed.start('done', { payload: JSON.stringify('x'.repeat(600)) }), '"result"');
      await bed.fail(await bed.start('broken'));
      await bed.add('off');
      await bed.store.cancel(['off']);
      await bed.start('running');
      expect(
        await bed.store.purge(['done', 'off', 'broken', 'running', 'none', 'off'], FINAL.slice(0, 1)),
      ).toEqual([
        { result: 'removed' },
        { result: 'wrong_state', state: 'cancelled' },
        { result: 'wrong_state', state: 'failed' },
        { result: 'wrong_state', state: 'in_progress' },
        { result: 'not_found' },
        { result: 'wrong_state', state: 'cancelled' },
      ]);
      expect(await bed.store.get('done')).toBeNull();
      expect(await bed.store.purge(['broken', 'off', 'broken'], FINAL)).toEqual([
        { result: 'removed' },
        { result: 'removed' },
        { result: 'not_found' },
      ]);
      expect(await bed.store.queue('default')).toMatchObject({
        ...{ bytes: 4, keptBytes: 0 },
        states: { in_progress: 1, completed: 0, failed: 0, cancelled: 0 },
        counters: { completed: 1, failed: 1, cancelled: 1 },
      });
    },
  },
  {
    name: 'a running job is never removed, whatever is asked for',
    check: async (bed) => {
      const lease = await bed.start('a');
      expect(await bed.store.purge(['a'], [...WAITING, ...FINAL])).toEqual([
        { result: 'wrong_state', state: 'in_progress' },
      ]);
      expect(await bed.complete(lease)).toEqual([{ result: 'ok', state: 'completed' }]);
    },
  },
  {
    name: 'waiting jobs are gone only if that is asked for, count as cancelled, and never start',
    check: async (bed) => {
      await bed.enqueue([
        newJob('a', { ttlMs: 50 }),
        newJob('later', { delayMs: 10 }),
        newJob('odd', { type: 'odd' }),
        newJob('child', { dependsOn: ['a', 'later'] }),
      ]);
      expect(await bed.claimIds({ max: 1, types: ['none'] })).toEqual([]); // which parks them
      const ids = ['a', 'later', 'odd', 'child'];
      expect((await bed.store.purge(ids, FINAL)).map(({ result }) => result)).toEqual(
        ids.map(() => 'wrong_state'),
      );
      expect(await bed.store.purge(ids, WAITING)).toEqual(ids.map(() => ({ result: 'removed' })));
      await bed.advance(1_000);
      await bed.store.promote(100);
      expect(await bed.claimIds({ types: ['simulate', 'odd'] })).toEqual([]);
      expect(await bed.store.queue('default')).toMatchObject({
        ...{ bytes: 0, keptBytes: 0 },
        states: { scheduled: 0, blocked: 0, queued: 0, cancelled: 0 },
        counters: { enqueued: 4, cancelled: 4, failed: 0 },
      });
    },
  },
  {
    name: 'those that depend on a removed waiting job hear of its end',
    check: async (bed) => {
      await bed.enqueue([
        newJob('a'),
        newJob('runs', { dependsOn: ['a'], onDependencyFailure: 'run' }),
        newJob('fails', { dependsOn: ['a'] }),
      ]);
      await bed.store.purge(['a'], WAITING);
      await bed.store.promote(100);
      expect(await bed.store.states(['a', 'runs', 'fails'])).toEqual([null, 'queued', 'failed']);
    },
  },
  {
    name: 'a removed job lets go of its dedup key and of its id',
    check: async (bed) => {
      const dedup = { key: 'k', until: 'ttl' as const, ttlMs: 10_000 };
      await bed.complete(await bed.start('a', { dedup }));
      await bed.store.purge(['a'], FINAL);
      await bed.add('b', { dedup });
      await bed.store.purge(['b'], WAITING);
      await bed.add('a', { dedup, payload: '"other"' });
      expect(await bed.state('a')).toBe('queued');
    },
  },
];
