import type { Rescheduling } from '../../../src/core/control-answer';
import { newJob } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const change = (bed: Bed, id: string, some: Partial<Rescheduling>) =>
  bed.store.reschedule(id, { priority: null, delayMs: null, runAt: null, ...some });

export const rescheduleRules: readonly Rule[] = [
  {
    name: 'a new priority moves a queued job among those of that priority, by when it came',
    check: async (bed) => {
      await bed.enqueue([
        newJob('a'),
        newJob('b', { priority: 5 }),
        newJob('c'),
        newJob('d', { priority: 5 }),
      ]);
      expect(await change(bed, 'c', { priority: 5 })).toEqual({ result: 'ok', state: 'queued' });
      expect(await change(bed, 'b', { priority: -1 })).toEqual({ result: 'ok', state: 'queued' });
      expect(await bed.get('c')).toMatchObject({ priority: 5, state: 'queued' });
      expect(await bed.claimIds()).toEqual(['c', 'd', 'a', 'b']);
    },
  },
  {
    name: 'a new priority is kept through a delay, and by a job of a type that nobody asks for',
    check: async (bed) => {
      await bed.enqueue([newJob('late', { delayMs: 100 }), newJob('odd', { type: 'odd' }), newJob('a')]);
      await bed.complete(await bed.startKnown('a'));
      expect(await bed.state('odd')).toBe('blocked');
      await bed.add('odd2', { type: 'odd', priority: 1 });
      expect(await change(bed, 'late', { priority: 7 })).toEqual({ result: 'ok', state: 'scheduled' });
      expect(await change(bed, 'odd', { priority: 3 })).toEqual({ result: 'ok', state: 'blocked' });
      await bed.advance(100);
      expect(await bed.claimIds({ types: ['simulate', 'odd'] })).toEqual(['late', 'odd', 'odd2']);
    },
  },
  {
    name: 'a scheduled job is queued at once when its time has come, and workers hear of it',
    check: async (bed) => {
      await bed.enqueue([newJob('a', { delayMs: 60_000 }), newJob('b', { delayMs: 60_000 })]);
      const signal = new AbortController().signal;
      await bed.claim();
      expect(await change(bed, 'a', { delayMs: 0 })).toEqual({ result: 'ok', state: 'queued' });
      await bed.store.waitForWork('*', 10_000, signal);
      expect(await bed.claimIds()).toEqual(['a']);
      expect(await change(bed, 'b', { runAt: bed.now() - 5 })).toEqual({ result: 'ok', state: 'queued' });
      expect(await bed.claimIds()).toEqual(['b']);
    },
  },
  {
    name: 'a scheduled job gets an earlier or a later time',
    check: async (bed) => {
      await bed.enqueue([newJob('a', { delayMs: 1_000 }), newJob('b', { delayMs: 1_000 })]);
      expect(await change(bed, 'a', { delayMs: 500 })).toEqual({ result: 'ok', state: 'scheduled' });
      expect(await change(bed, 'b', { runAt: bed.now() + 2_000 })).toEqual({
        result: 'ok',
        state: 'scheduled',
      });
      expect(await bed.get('b')).toMatchObject({ dueAt: bed.now() + 2_000 });
      await bed.advance(500);
      expect(await bed.claimIds()).toEqual(['a']);
      await bed.advance(1_499);
      expect(await bed.claimIds()).toEqual([]);
      await bed.advance(1);
      expect(await bed.claimIds()).toEqual(['b']);
    },
  },
  {
    name: 'a queued job with a time to come is scheduled; one whose time has come stays in its place',
    check: async (bed) => {
      await bed.enqueue([newJob('a'), newJob('b')]);
      expect(await change(bed, 'a', { delayMs: 100 })).toEqual({ result: 'ok', state: 'scheduled' });
      expect(await change(bed, 'b', { delayMs: 0 })).toEqual({ result: 'ok', state: 'queued' });
      expect(await bed.claimIds()).toEqual(['b']);
      await bed.advance(100);
      expect(await bed.claimIds()).toEqual(['a']);
    },
  },
  {
    name: 'the wait before a retry can be ended; the retries stay counted',
    check: async (bed) => {
      const lease = await bed.start('a', { maxRetries: 1 });
      await bed.fail(lease, 60_000);
      expect(await change(bed, 'a', { delayMs: 0 })).toEqual({ result: 'ok', state: 'queued' });
      await bed.fail(await bed.startKnown('a'), 60_000);
      expect(await bed.get('a')).toMatchObject({ state: 'failed', retries: 1 });
    },
  },
  {
    name: 'what runs, is done or is not there is left as it is; so is the time of a blocked job',
    check: async (bed) => {
      await bed.complete(await bed.start('done'));
      await bed.start('running');
      await bed.add('odd', { type: 'odd' });
      await bed.claim();
      const before = await Promise.all(['done', 'running', 'odd'].map((id) => bed.get(id)));
      for (const some of [{ priority: 1 }, { delayMs: 0 }]) {
        expect(await change(bed, 'done', some)).toEqual({ result: 'wrong_state', state: 'completed' });
        expect(await change(bed, 'running', some)).toEqual({ result: 'wrong_state', state: 'in_progress' });
        expect(await change(bed, 'none', some)).toEqual({ result: 'not_found' });
      }
      const both = { priority: 9, delayMs: 0 };
      expect(await change(bed, 'odd', both)).toEqual({ result: 'wrong_state', state: 'blocked' });
      expect(await Promise.all(['done', 'running', 'odd'].map((id) => bed.get(id)))).toEqual(before);
    },
  },
];
