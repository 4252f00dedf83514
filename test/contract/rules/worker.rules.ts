import { workerId } from '../../support/job-builder';
import type { Rule } from '../bed';

const worker = (name: string) => ({
  id: workerId(name),
  name: `host-${name}`,
  version: '1.2.3',
  slots: 5,
  running: 1,
  state: 'running' as const,
  queues: '*' as const,
  types: ['simulate'],
});

export const workerRules: readonly Rule[] = [
  {
    name: 'attend says when the next thing falls due',
    check: async (bed) => {
      expect(await bed.store.attend(worker('w'))).toEqual({ cancelled: [], nextAlarmMs: null });
      await bed.add('a', { delayMs: 70 });
      expect((await bed.store.attend(worker('w'))).nextAlarmMs).toBe(70);
      await bed.advance(100);
      expect((await bed.store.attend(worker('w'))).nextAlarmMs).toBe(0);
    },
  },
  {
    name: 'names of workers stay known after they stopped; unknown ones are left out',
    check: async (bed) => {
      await bed.store.attend(worker('w1'));
      await bed.store.attend(worker('w2'));
      await bed.store.retire(workerId('w1'));
      await bed.store.retire(workerId('nobody'));
      const names = await bed.store.workerNames([
        workerId('w1'),
        workerId('none'),
        workerId('w2'),
        workerId('w1'),
      ]);
      expect([...names].sort()).toEqual([
        [workerId('w1'), 'host-w1'],
        [workerId('w2'), 'host-w2'],
      ]);
      expect((await bed.store.workerNames([])).size).toBe(0);
    },
  },
  {
    name: 'workers lists who was heard of, the latest first; the lost ones for ten minutes, marked',
    check: async (bed) => {
      const { store } = bed;
      const listed = async () =>
        (await store.workers()).map(({ id, lastSeenAt, alive }) => [id, lastSeenAt - start, alive]);
      const start = bed.now();
      expect(await store.workers()).toEqual([]);
      await store.attend(worker('w1'));
      expect(await store.workers()).toEqual([{ ...worker('w1'), lastSeenAt: start, alive: true }]);
      await bed.advance(15_000);
      await store.attend(worker('w2'));
      expect(await listed()).toEqual([
        [workerId('w2'), 15_000, true],
        [workerId('w1'), 0, true],
      ]);
      await bed.advance(1);
      expect(await listed()).toEqual([
        [workerId('w2'), 15_000, true],
        [workerId('w1'), 0, false],
      ]);
      await store.retire(workerId('w2'));
      expect(await listed()).toEqual([[workerId('w1'), 0, false]]);
      await bed.advance(585_000);
      expect(await listed()).toEqual([]);
    },
  },
  {
    name: 'a remote worker is listed while it is heard of, for as long as it says, and then no longer',
    check: async (bed) => {
      const { store } = bed;
      const info = { ...worker('far'), kind: 'remote' as const, aliveMs: 40_000 };
      const { id } = info;
      await store.announce([{ id, info: null }]);
      expect(await store.workers()).toEqual([]);
      await store.announce([{ id, info }]);
      const start = bed.now();
      expect(await store.workers()).toEqual([{ ...info, lastSeenAt: start, alive: true }]);
      await bed.advance(30_000);
      await store.announce([
        { id, info: null },
        { id: workerId('other'), info: null },
      ]);
      expect(await store.workers()).toEqual([{ ...info, lastSeenAt: start + 30_000, alive: true }]);
      await bed.add('a');
      await bed.advance(40_000);
      expect((await store.explain('a'))?.workers).toMatchObject([{ id, kind: 'remote' }]);
      await bed.advance(1);
      expect(await store.workers()).toEqual([]);
      expect((await store.explain('a'))?.workers).toEqual([]);
      expect(await store.workerNames([id])).toEqual(new Map([[id, 'host-far']]));
    },
  },
  {
    name: 'a remote worker that retired is not brought back by a word without a description',
    check: async (bed) => {
      const info = { ...worker('far'), kind: 'remote' as const };
      await bed.store.announce([{ id: info.id, info }]);
      await bed.store.retire(info.id);
      await bed.store.announce([{ id: info.id, info: null }]);
      expect(await bed.store.workers()).toEqual([]);
      await bed.store.announce([{ id: info.id, info }]);
      expect(await bed.store.workers()).toHaveLength(1);
    },
  },
  {
    name: 'a worker that retires leaves no cancel requests to a later one of its id',
    check: async (bed) => {
      await bed.start('a', {}, { nonce: `${workerId('w')}000001` });
      await bed.store.cancel(['a']);
      await bed.store.retire(workerId('w'));
      expect((await bed.store.attend(worker('w'))).cancelled).toEqual([]);
    },
  },
];
