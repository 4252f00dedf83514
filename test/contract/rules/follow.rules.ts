import { newJob } from '../../support/job-builder';
import type { Lease } from '../../../src/core/settlement';
import type { NewJob } from '../../../src/core/job';
import type { Bed, Rule } from '../bed';

const HASH = { contentHash: 'aaaaaaaaaaa' };

function follow(bed: Bed, lease: Lease, followUps: readonly NewJob[], result: string | null = null) {
  return bed.store.follow({ ...lease, result, resultError: null }, followUps);
}

export const followRules: readonly Rule[] = [
  {
    name: 'a result and the jobs that follow are stored in one step',
    check: async (bed) => {
      const lease = await bed.start('a');
      const next = [newJob('b', HASH), newJob('c', { ...HASH, queue: 'other', delayMs: 50 })];
      expect(await follow(bed, lease, next, '"done"')).toEqual({ result: 'ok', state: 'completed' });
      expect(await bed.get('a')).toMatchObject({ state: 'completed', result: '"done"' });
      expect(await bed.store.states(['b', 'c'])).toEqual(['queued', 'scheduled']);
      expect(await bed.claimIds()).toEqual(['b']);
      expect(await bed.counters()).toMatchObject({ enqueued: 3, completed: 1 });
    },
  },
  {
    name: 'sent again, it is already recorded, and no job is made twice',
    check: async (bed) => {
      const lease = await bed.start('a');
      await follow(bed, lease, [newJob('b', HASH)]);
      await bed.complete(await bed.startKnown('b'));
      await bed.store.trim(10, true);
      expect(await bed.store.states(['a', 'b'])).toEqual([null, null]);
      expect(await follow(bed, lease, [newJob('b', HASH)])).toEqual({ result: 'gone', state: null });
      expect(await bed.state('b')).toBeNull();
      const again = await bed.start('c');
      await follow(bed, again, [newJob('d', HASH)]);
      expect(await follow(bed, again, [newJob('d', HASH)])).toEqual({ result: 'already', state: null });
      expect(await bed.counters()).toMatchObject({ enqueued: 4 });
    },
  },
  {
    name: 'without the lease nothing is stored',
    check: async (bed) => {
      const { id } = await bed.start('a');
      expect(await follow(bed, { id, token: 'forged00000000' }, [newJob('b', HASH)])).toEqual({
        result: 'lost',
        state: null,
      });
      expect(await bed.store.states(['a', 'b'])).toEqual(['in_progress', null]);
    },
  },
  {
    name: 'follow-ups go past the limits of their queue',
    check: async (bed) => {
      await bed.store.configureQueue('default', {
        maxDepth: 1,
        maxBytes: 10,
        overflow: 'drop_oldest',
        maxAgeMs: 5,
      });
      const lease = await bed.start('a');
      await bed.add('waits');
      await bed.advance(10);
      const next = ['b', 'c', 'd'].map((id) => newJob(id, { ...HASH, payload: '"0123456789"' }));
      expect(await follow(bed, lease, next)).toMatchObject({ result: 'ok' });
      expect(await bed.claimIds()).toEqual(['waits', 'b', 'c', 'd']);
    },
  },
  {
    name: 'they may depend on the job itself and on earlier ones',
    check: async (bed) => {
      const lease = await bed.start('a');
      const next = [
        newJob('b', { ...HASH, dependsOn: ['a'] }),
        newJob('c', { ...HASH, dependsOn: ['a', 'b'] }),
      ];
      expect(await follow(bed, lease, next)).toMatchObject({ result: 'ok' });
      expect(await bed.store.states(['b', 'c'])).toEqual(['queued', 'blocked']);
      await bed.complete(await bed.startKnown('b'));
      expect(await bed.claimIds()).toEqual(['c']);
    },
  },
  {
    name: 'one that cannot be stored leaves all as it was',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b', { contentHash: 'bbbbbbbbbbb', delayMs: 1_000 });
      const taken = [newJob('x', HASH), newJob('b', HASH)];
      expect(await follow(bed, lease, taken)).toEqual({ result: 'refused', reason: 'id_taken', id: 'b' });
      const twice = [newJob('x', HASH), newJob('x', HASH)];
      expect(await follow(bed, lease, twice)).toEqual({ result: 'refused', reason: 'id_taken', id: 'x' });
      const unknown = [newJob('x', { ...HASH, dependsOn: ['a', 'y'] }), newJob('y', HASH)];
      expect(await follow(bed, lease, unknown)).toEqual({
        result: 'refused',
        reason: 'unknown_dependency',
        id: 'y',
      });
      expect(await bed.store.states(['a', 'x', 'y'])).toEqual(['in_progress', null, null]);
      expect(await bed.counters()).toMatchObject({ enqueued: 2, completed: 0 });
      expect(await follow(bed, lease, [newJob('x', HASH)])).toMatchObject({ result: 'ok' });
    },
  },
  {
    name: 'one that is there already with the same content is not stored again',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('b', HASH);
      expect(await follow(bed, lease, [newJob('b', HASH)])).toMatchObject({ result: 'ok' });
      expect(await bed.claimIds()).toEqual(['b']);
      expect(await bed.counters()).toMatchObject({ enqueued: 2 });
    },
  },
  {
    name: 'a hundred follow-ups with long payloads and results are stored whole',
    check: async (bed) => {
      const lease = await bed.start('a', { callbackUrl: 'https://example.org/' });
      const long = JSON.stringify('x'.repeat(2_000));
      const next = Array.from({ length: 100 }, (_, i) =>
        newJob(`n${i}`, { ...HASH, payload: long, dependsOn: i < 10 ? ['a'] : [], tags: ['t'] }),
      );
      expect(await follow(bed, lease, next, long)).toMatchObject({ result: 'ok' });
      expect((await bed.get('a')).result).toBe(long);
      expect(await bed.claimIds({ max: 200 })).toHaveLength(100);
      expect((await bed.get('n99')).payload).toBe(long);
    },
  },
];
