import { LOG_LINE_OVERHEAD, type LogQuery } from '../../../src/core/log-lines';
import type { Lease } from '../../../src/core/settlement';
import { newJob, nonceOf } from '../../support/job-builder';
import type { Bed, Rule } from '../bed';

const ROOMY = { lines: 100, bytes: 100_000 };
const ALL: LogQuery = { after: null, before: null, newestFirst: false, max: 1_000 };

function write(bed: Bed, lease: Lease, texts: readonly string[], offset: number | null = null) {
  const lines = texts.map((text) => ({ ageMs: 0, text }));
  return bed.store.log([{ ...lease, offset, lines }], ROOMY);
}

async function texts(bed: Bed, id: string, query: Partial<LogQuery> = {}): Promise<readonly string[]> {
  return ((await bed.store.logOf(id, { ...ALL, ...query }))?.lines ?? []).map(({ text }) => text);
}

export const logRules: readonly Rule[] = [
  {
    name: 'lines of a running job are kept in order, with number, time and attempt',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.advance(100);
      const lines = [
        { ageMs: 40, text: 'first' },
        { ageMs: 0, text: 'zwei\n€ \u0000' },
      ];
      expect(await bed.store.log([{ ...lease, offset: 0, lines }], ROOMY)).toEqual([
        { result: 'ok', taken: 2 },
      ]);
      expect(await bed.store.logOf('a', ALL)).toEqual({
        lines: [
          { number: 1, at: bed.now() - 40, attempt: 1, text: 'first' },
          { number: 2, at: bed.now(), attempt: 1, text: 'zwei\n€ \u0000' },
        ],
        ...{ more: false, written: 2, kept: 2 },
      });
      expect((await bed.get('a')).logLines).toBe(2);
    },
  },
  {
    name: 'who does not hold the lease writes nothing',
    check: async (bed) => {
      const lease = await bed.start('a');
      await bed.add('waits');
      expect(
        await bed.store.log(
          [
            { ...lease, token: nonceOf('other', 1), offset: null, lines: [{ ageMs: 0, text: 'forged' }] },
            { id: 'waits', token: lease.token, offset: null, lines: [{ ageMs: 0, text: 'early' }] },
            { id: 'none', token: lease.token, offset: null, lines: [{ ageMs: 0, text: 'nobody' }] },
          ],
          ROOMY,
        ),
      ).toEqual([
        { result: 'lost', taken: 0 },
        { result: 'lost', taken: 0 },
        { result: 'gone', taken: 0 },
      ]);
      await bed.complete(lease);
      expect(await write(bed, lease, ['late'])).toEqual([{ result: 'lost', taken: 0 }]);
      expect(await bed.store.logOf('a', ALL)).toEqual({ lines: [], more: false, written: 0, kept: 0 });
      expect(await bed.store.logOf('none', ALL)).toBeNull();
      expect(await bed.get('a')).toMatchObject({ logLines: 0, state: 'completed' });
    },
  },
  {
    name: 'lines that are sent again are not written again, and those lost on the way are counted',
    check: async (bed) => {
      const lease = await bed.start('a');
      await write(bed, lease, ['0', '1'], 0);
      expect(await write(bed, lease, ['0', '1'], 0)).toEqual([{ result: 'ok', taken: 2 }]);
      expect(await write(bed, lease, ['1', '2'], 1)).toEqual([{ result: 'ok', taken: 3 }]);
      expect(await write(bed, lease, ['5'], 5)).toEqual([{ result: 'ok', taken: 6 }]);
      expect(await write(bed, lease, ['6'])).toEqual([{ result: 'ok', taken: 7 }]);
      expect(await texts(bed, 'a')).toEqual(['0', '1', '2', '5', '6']);
      const page = await bed.store.logOf('a', ALL);
      expect(page).toMatchObject({ written: 7, kept: 5 });
      expect(page?.lines.map(({ number }) => number)).toEqual([1, 2, 3, 6, 7]);
    },
  },
  {
    name: 'the next attempt counts its lines anew, and the log goes on',
    check: async (bed) => {
      await write(bed, await bed.start('a'), ['old'], 0);
      await bed.advance(20_000);
      await bed.store.reap(10);
      const second = await bed.startKnown('a');
      expect(await write(bed, second, ['new', 'er'], 0)).toEqual([{ result: 'ok', taken: 2 }]);
      await bed.fail(second);
      await bed.store.redrive(['a']);
      await write(bed, await bed.startKnown('a'), ['driven'], 0);
      const page = await bed.store.logOf('a', ALL);
      expect(page?.lines.map(({ number, attempt, text }) => [number, attempt, text])).toEqual([
        [1, 1, 'old'],
        [2, 2, 'new'],
        [3, 2, 'er'],
        [4, 3, 'driven'],
      ]);
    },
  },
  {
    name: 'the oldest lines give way to the limits of lines and of bytes, the last one never',
    check: async (bed) => {
      const lease = await bed.start('a');
      const send = (lines: readonly string[], limits: { readonly lines: number; readonly bytes: number }) =>
        bed.store.log([{ ...lease, offset: null, lines: lines.map((text) => ({ ageMs: 0, text })) }], limits);
      await send(['1', '2', '3', '4'], { lines: 3, bytes: 1_000 });
      expect(await texts(bed, 'a')).toEqual(['2', '3', '4']);
      await send(['fünf'], { lines: 100, bytes: 2 * LOG_LINE_OVERHEAD + 6 });
      expect(await texts(bed, 'a')).toEqual(['4', 'fünf']);
      await send(['x'.repeat(500)], { lines: 100, bytes: 100 });
      expect(await bed.store.logOf('a', ALL)).toMatchObject({ written: 6, kept: 1 });
      expect(await texts(bed, 'a')).toEqual(['x'.repeat(500)]);
    },
  },
  {
    name: 'a page has at most what was asked for, from either end',
    check: async (bed) => {
      await write(bed, await bed.start('a'), ['1', '2', '3', '4', '5']);
      expect(await bed.store.logOf('a', { ...ALL, max: 2 })).toMatchObject({ more: true, kept: 5 });
      expect(await texts(bed, 'a', { max: 2 })).toEqual(['1', '2']);
      expect(await texts(bed, 'a', { max: 2, after: 2 })).toEqual(['3', '4']);
      expect(await texts(bed, 'a', { max: 2, newestFirst: true })).toEqual(['5', '4']);
      expect(await texts(bed, 'a', { max: 9, newestFirst: true, before: 4 })).toEqual(['3', '2', '1']);
      expect(await texts(bed, 'a', { after: 1, before: 4 })).toEqual(['2', '3']);
      expect(await bed.store.logOf('a', { ...ALL, after: 5 })).toMatchObject({ lines: [], more: false });
      expect(await bed.store.logOf('a', { ...ALL, max: 5 })).toMatchObject({ more: false });
    },
  },
  {
    name: 'a log weighs with the outcome, however the job ends, and goes with it',
    check: async (bed) => {
      const weight = LOG_LINE_OVERHEAD + 3;
      const done = await bed.start('done');
      await write(bed, done, ['abc']);
      await bed.complete(done, '"result"');
      const broken = await bed.start('broken');
      await write(bed, broken, ['abc']);
      await bed.fail(broken);
      const stopped = await bed.start('stopped');
      await write(bed, stopped, ['abc']);
      await bed.store.cancel(['stopped']);
      await bed.store.release([stopped]);
      const error = JSON.stringify({ code: 'error', message: 'broken' }).length;
      const bytes = 3 * (4 + weight) + '"result"'.length + error;
      expect(await bed.store.queue('default')).toMatchObject({ keptBytes: bytes, bytes: 0 });
      await bed.store.redrive(['broken']);
      expect(await bed.store.queue('default')).toMatchObject({
        keptBytes: bytes - error - 4 - weight,
        bytes: 4,
      });
      await bed.store.purge(['done', 'stopped'], ['completed', 'cancelled']);
      expect(await bed.store.queue('default')).toMatchObject({ keptBytes: 0, bytes: 4 });
      await bed.enqueue([newJob('done')]);
      expect(await bed.store.logOf('done', ALL)).toMatchObject({ written: 0, kept: 0 });
      expect(await texts(bed, 'broken')).toEqual(['abc']);
    },
  },
  {
    name: 'retention takes the log with the job',
    retention: { count: 0 },
    check: async (bed) => {
      const lease = await bed.start('a');
      await write(bed, lease, ['abc']);
      await bed.complete(lease);
      expect(await bed.store.trim(10, false)).toMatchObject({ moved: 1 });
      expect(await bed.store.logOf('a', ALL)).toBeNull();
      await bed.enqueue([newJob('a')]);
      expect(await bed.store.logOf('a', ALL)).toMatchObject({ kept: 0 });
    },
  },
];
