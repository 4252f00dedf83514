import { newJob, workerId } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

async function facts(bed: Bed, id: string) {
  const found = await bed.store.explain(id);
  if (found === null) {
    throw new Error(`no job ${id}`);
  }
  return found;
}

const worker = {
  ...{ id: workerId('w'), name: 'host-w', version: '1', slots: 1, running: 0 },
  ...{ state: 'running' as const, queues: '*' as const, types: ['simulate'] },
};

export const explainRules: readonly Rule[] = [
  {
    name: 'tells the job as get does, the time, and null where there is none',
    check: async (bed) => {
      await bed.add('a');
      await bed.advance(7);
      expect(await facts(bed, 'a')).toMatchObject({ job: await bed.get('a'), now: bed.now() });
      expect(await bed.store.explain('none')).toBeNull();
    },
  },
  {
    name: 'counts the jobs that go first exactly, by priority and arrival, in the same queue',
    check: async (bed) => {
      await bed.enqueue([
        newJob('low', { priority: -1 }),
        newJob('a'),
        newJob('b'),
        newJob('high', { priority: 1 }),
        newJob('other', { queue: 'other' }),
        newJob('later', { delayMs: 50 }),
      ]);
      const ahead = async () =>
        Promise.all(
          ['high', 'a', 'b', 'low', 'other', 'later'].map(async (id) => (await facts(bed, id)).ahead),
        );
      expect(await ahead()).toEqual([0, 1, 2, 3, 0, null]);
      await bed.startKnown('high');
      expect(await ahead()).toEqual([null, 0, 1, 2, 0, null]);
    },
  },
  {
    name: "tells what the queue's settings are and what runs",
    check: async (bed) => {
      await bed.start('a');
      await bed.add('b');
      expect(await facts(bed, 'b')).toMatchObject({ paused: false, concurrency: null, running: 1 });
      const pausedAt = bed.now();
      await bed.store.configureQueue('default', { paused: true, concurrency: 1 });
      expect(await facts(bed, 'b')).toMatchObject({ paused: true, pausedAt, concurrency: 1, running: 1 });
    },
  },
  {
    name: 'tells if the job is put aside for its type',
    check: async (bed) => {
      await bed.add('odd', { type: 'odd' });
      expect((await facts(bed, 'odd')).parked).toBe(false);
      await bed.claim();
      expect(await facts(bed, 'odd')).toMatchObject({ parked: true, ahead: null, job: { state: 'blocked' } });
      await bed.claim({ types: ['odd'] });
      expect((await facts(bed, 'odd')).parked).toBe(false);
    },
  },
  {
    name: 'counts what finished in the last minute, and of which span that is',
    retention: { ms: 600_000 },
    check: async (bed) => {
      await bed.add('waits', { priority: -1 });
      const drained = async () => {
        const { finished, finishedInMs } = await facts(bed, 'waits');
        return [finished, finishedInMs];
      };
      expect(await drained()).toEqual([0, 1_000]);
      await bed.complete(await bed.start('a'));
      await bed.advance(20_000);
      await bed.fail(await bed.start('b'));
      expect(await drained()).toEqual([2, 20_000]);
      await bed.advance(40_001);
      await bed.complete(await bed.start('c'));
      expect(await drained()).toEqual([2, 60_000]);
    },
  },
  {
    name: 'tells the workers that are alive',
    check: async (bed) => {
      await bed.add('a');
      await bed.store.attend(worker);
      expect((await facts(bed, 'a')).workers).toEqual([{ ...worker, lastSeenAt: bed.now(), alive: true }]);
      await bed.advance(15_001);
      expect((await facts(bed, 'a')).workers).toEqual([]);
    },
  },
];
