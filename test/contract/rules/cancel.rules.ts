import { newJob, workerId } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const worker = (name: string) => ({
  id: workerId(name),
  name,
  version: '1',
  slots: 1,
  running: 0,
  state: 'running' as const,
  queues: '*' as const,
  types: [],
});

async function cancelled(bed: Bed, id: string): Promise<void> {
  expect(await bed.store.cancel([id])).toEqual([{ result: 'cancel_requested' }]);
  expect(await bed.get(id)).toMatchObject({ state: 'in_progress', cancelRequested: true });
}

export const cancelRules: readonly Rule[] = [
  {
    name: 'waiting jobs are cancelled at once, in each waiting state',
    check: async (bed) => {
      await bed.add('blocked', { type: 'odd' });
      await bed.claim();
      await bed.enqueue([newJob('queued'), newJob('scheduled', { delayMs: 50 })]);
      const ids = ['blocked', 'queued', 'scheduled'];
      expect(await bed.store.cancel(ids)).toEqual(ids.map(() => ({ result: 'cancelled' })));
      expect(await bed.store.states(ids)).toEqual(['cancelled', 'cancelled', 'cancelled']);
      await bed.advance(60);
      expect(await bed.claimIds({ types: ['simulate', 'odd'] })).toEqual([]);
      expect((await bed.counters()).cancelled).toBe(3);
    },
  },
  {
    name: 'final and unknown jobs are left alone, and the same id twice is cancelled once',
    check: async (bed) => {
      await bed.complete(await bed.start('done'));
      await bed.add('a');
      expect(await bed.store.cancel(['done', 'none', 'a', 'a'])).toEqual([
        { result: 'wrong_state', state: 'completed' },
        { result: 'not_found' },
        { result: 'cancelled' },
        { result: 'wrong_state', state: 'cancelled' },
      ]);
    },
  },
  {
    name: 'a running job keeps running until its worker answers; a failure then cancels it',
    check: async (bed) => {
      const lease = await bed.start('a');
      await cancelled(bed, 'a');
      expect(await bed.fail(lease, 100, 'cancelled')).toEqual([{ result: 'ok', state: 'cancelled' }]);
      expect(await bed.get('a')).toMatchObject({
        state: 'cancelled',
        cancelRequested: false,
        attempts: [{ outcome: 'cancelled', code: 'cancelled' }],
      });
      expect(await bed.counters()).toMatchObject({ cancelled: 1, failed: 0, retried: 0 });
    },
  },
  {
    name: 'a snooze, a release and a lapse end a cancelled job',
    check: async (bed) => {
      const snoozed = await bed.start('s');
      const released = await bed.start('r');
      await bed.start('l', {}, { leaseMs: 50 });
      for (const id of ['s', 'r', 'l']) {
        await cancelled(bed, id);
      }
      expect(await bed.store.snooze([{ ...snoozed, delayMs: 5 }])).toEqual([
        { result: 'ok', state: 'cancelled' },
      ]);
      expect(await bed.store.release([released])).toEqual([{ result: 'ok', state: 'cancelled' }]);
      await bed.advance(50);
      await bed.store.reap(10);
      expect(await bed.store.states(['s', 'r', 'l'])).toEqual(['cancelled', 'cancelled', 'cancelled']);
      expect(await bed.counters()).toMatchObject({ cancelled: 3, lapsed: 1, snoozed: 0, released: 0 });
    },
  },
  {
    name: 'a job that was asked to cancel may complete all the same',
    check: async (bed) => {
      const lease = await bed.start('a');
      await cancelled(bed, 'a');
      expect(await bed.complete(lease, '1')).toEqual([{ result: 'ok', state: 'completed' }]);
      expect(await bed.get('a')).toMatchObject({ state: 'completed', cancelRequested: false, result: '1' });
    },
  },
  {
    name: "attend hands each request to the job's worker once; extend repeats it",
    check: async (bed) => {
      const lease = await bed.start('a', {}, { nonce: `${workerId('w1')}000001` });
      await bed.start('b', {}, { nonce: `${workerId('w2')}000001` });
      await bed.store.cancel(['a']);
      await bed.store.cancel(['a']);
      expect((await bed.store.attend(worker('w2'))).cancelled).toEqual([]);
      expect((await bed.store.attend(worker('w1'))).cancelled).toEqual([lease]);
      expect((await bed.store.attend(worker('w1'))).cancelled).toEqual([]);
      for (let n = 0; n < 2; n += 1) {
        expect(await bed.store.extend([{ ...lease, leaseMs: 100, progress: null }])).toEqual([
          { result: 'ok', cancelRequested: true },
        ]);
      }
    },
  },
  {
    name: 'requests for more jobs than one batch come in several calls',
    check: async (bed) => {
      const nonce = `${workerId('w1')}000001`;
      await bed.enqueue(Array.from({ length: 600 }, (_, i) => newJob(`j${i}`)));
      await bed.claim({ nonce, max: 600 });
      await bed.store.cancel(Array.from({ length: 600 }, (_, i) => `j${i}`));
      const first = await bed.store.attend(worker('w1'));
      const second = await bed.store.attend(worker('w1'));
      expect([first.cancelled.length, second.cancelled.length]).toEqual([500, 100]);
      expect(new Set([...first.cancelled, ...second.cancelled].map(({ id }) => id)).size).toBe(600);
    },
  },
];
