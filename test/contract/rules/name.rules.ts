import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';
import { EVERYTHING } from './list.rules';

const ODD = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  '0',
  '-',
  '@',
  '_.-',
];
const ODD_IDS = [...ODD, 'a:b', ':', '::q:x:queued', 'payload:a', '@a:1', 'x'.repeat(128)];

export const nameRules: readonly Rule[] = [
  {
    name: 'ids are just ids',
    check: async (bed) => {
      await bed.enqueue(ODD_IDS.map((id) => newJob(id, { payload: JSON.stringify(id) })));
      const jobs = await bed.claim({ max: 100 });
      expect(jobs.map(({ id }) => id)).toEqual(ODD_IDS);
      await bed.store.complete(jobs.map(({ id, token }) => ({ id, token, result: null, resultError: null })));
      for (const id of ODD_IDS) {
        expect(await bed.get(id)).toMatchObject({ id, state: 'completed', payload: JSON.stringify(id) });
      }
      expect(await bed.store.get('valueOf')).toBeNull();
      expect(await bed.store.states(['valueOf'])).toEqual([null]);
    },
  },
  {
    name: 'queue names are just names',
    check: async (bed) => {
      await bed.enqueue(ODD.map((queue) => newJob(`in ${queue}`.replace(' ', ':'), { queue })));
      expect((await bed.store.queues(null, 100)).map(({ queue }) => queue)).toEqual([...ODD].sort());
      for (const queue of ODD) {
        expect(await bed.claimIds({ queues: [{ queue, weight: 1 }] })).toEqual([`in:${queue}`]);
        expect((await bed.store.list({ ...EVERYTHING, queue })).jobs).toMatchObject([{ queue }]);
        expect(await bed.store.queues(queue, 1)).not.toMatchObject([{ queue }]);
      }
    },
  },
  {
    name: 'types are just types',
    check: async (bed) => {
      const types = [...ODD, 'a:b', ':', 'a', 'a:'];
      await bed.enqueue(types.map((type, i) => newJob(`j${i}`, { type })));
      expect(await bed.claimIds({ types: ['none'], max: 100 })).toEqual([]);
      for (const [i, type] of types.entries()) {
        expect(await bed.claim({ types: [type] })).toMatchObject([{ id: `j${i}`, type }]);
      }
    },
  },
  {
    name: 'a queue whose name looks like a part of a key is apart from it',
    check: async (bed) => {
      await bed.enqueue([
        newJob('a', { queue: 'q' }),
        newJob('b', { queue: 'queued' }),
        newJob('c', { queue: 'wake' }),
      ]);
      expect(await bed.claimIds({ queues: [{ queue: 'queued', weight: 1 }] })).toEqual(['b']);
      expect(await bed.claimIds({ queues: [{ queue: 'wake', weight: 1 }] })).toEqual(['c']);
      expect(await bed.claimIds()).toEqual(['a']);
    },
  },
];
