import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';

export const parkRules: readonly Rule[] = [
  {
    name: 'a job of an unknown type is put aside in blocked, with no attempt spent',
    check: async (bed) => {
      await bed.enqueue([newJob('odd', { type: 'odd' }), newJob('a')]);
      expect(await bed.claimIds({ max: 1 })).toEqual(['a']);
      expect(await bed.get('odd')).toMatchObject({ state: 'blocked', attemptCount: 0, attempts: [] });
    },
  },
  {
    name: 'once a claim names its type, a parked job goes first, in its old place',
    check: async (bed) => {
      await bed.enqueue([newJob('odd', { type: 'odd' }), newJob('odd2', { type: 'odd' })]);
      await bed.claim();
      await bed.advance(10);
      await bed.enqueue([newJob('a'), newJob('high', { priority: 1 })]);
      const ids = await bed.claimIds({ types: ['simulate', 'odd'] });
      expect(ids).toEqual(['high', 'odd', 'odd2', 'a']);
    },
  },
  {
    name: 'a parked job stays aside while claims name other types',
    check: async (bed) => {
      await bed.add('odd', { type: 'odd' });
      await bed.claim();
      await bed.claim({ types: ['simulate', 'other'] });
      expect(await bed.state('odd')).toBe('blocked');
      expect(await bed.claimIds({ types: ['odd'], queues: [{ queue: 'elsewhere', weight: 1 }] })).toEqual([]);
      expect(await bed.state('odd')).toBe('blocked');
      expect(await bed.claimIds({ types: ['odd'], queues: [{ queue: 'default', weight: 1 }] })).toEqual([
        'odd',
      ]);
    },
  },
  {
    name: 'a worker of named queues gets its parked jobs however many other queues have some',
    check: async (bed) => {
      const others = Array.from({ length: 80 }, (_, i) => `q${String(i).padStart(2, '0')}`);
      await bed.enqueue(others.map((queue) => newJob(`job-${queue}`, { queue, type: 'odd' })));
      await bed.add('mine', { queue: 'zz', type: 'odd' });
      await bed.claim({ max: 100 });
      expect(await bed.claimIds({ types: ['odd'], queues: [{ queue: 'zz', weight: 1 }] })).toEqual(['mine']);
    },
  },
  {
    name: 'many jobs of unknown types do not hide a known one for ever',
    check: async (bed) => {
      await bed.enqueue(Array.from({ length: 450 }, (_, i) => newJob(`odd${i}`, { type: 'odd' })));
      await bed.add('a');
      const got: string[] = [];
      for (let claim = 0; claim < 5 && got.length === 0; claim += 1) {
        got.push(...(await bed.claimIds({ max: 1 })));
      }
      expect(got).toEqual(['a']);
    },
  },
  {
    name: 'a parked job can be cancelled, and can expire',
    check: async (bed) => {
      await bed.enqueue([newJob('a', { type: 'odd' }), newJob('b', { type: 'odd', ttlMs: 50 })]);
      await bed.claim();
      expect(await bed.store.cancel(['a'])).toEqual([{ result: 'cancelled' }]);
      await bed.advance(50);
      await bed.store.promote(10);
      expect(await bed.get('b')).toMatchObject({ state: 'failed', error: { code: 'expired' } });
      expect(await bed.claimIds({ types: ['odd'] })).toEqual([]);
    },
  },
];
