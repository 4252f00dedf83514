import type { JobError } from '../../../src/core/job';
import { newJob } from '../../support/job-builder';
import type { Rule } from '../bed';

/** Characters of one to four bytes. */
const CHARS = ['x', 'é', '€', '😀'];

/** JSON texts around the sizes at which a store might lay them out in another way (bytes, quotes included). */
function textsAround(...sizes: readonly number[]): string[] {
  return sizes.flatMap((size) =>
    [-3, -2, -1, 0, 1, 2, 3].flatMap((off) =>
      CHARS.map((char) => {
        const bytes = size + off - 2;
        const width = Buffer.byteLength(char);
        const filled = char.repeat(Math.floor(bytes / width));
        return JSON.stringify('.'.repeat(bytes % width) + filled);
      }),
    ),
  );
}

const TEXTS = textsAround(64, 128, 512, 576);

export const textRules: readonly Rule[] = [
  {
    name: 'payloads come out as they went in, at every size and width',
    check: async (bed) => {
      await bed.enqueue(TEXTS.map((payload, i) => newJob(`j${i}`, { payload })));
      const jobs = await bed.claim({ max: 500 });
      expect(jobs.map(({ payload }) => payload)).toEqual(TEXTS);
      for (const [i, payload] of TEXTS.entries()) {
        expect(await bed.get(`j${i}`)).toMatchObject({ payload, payloadBytes: Buffer.byteLength(payload) });
      }
    },
  },
  {
    name: 'results come out as they went in, at every size and width',
    check: async (bed) => {
      await bed.enqueue(TEXTS.map((_, i) => newJob(`j${i}`)));
      const jobs = await bed.claim({ max: 500 });
      await bed.store.complete(
        jobs.map(({ id, token }, i) => ({ id, token, result: TEXTS[i]!, resultError: null })),
      );
      for (const [i, result] of TEXTS.entries()) {
        expect((await bed.get(`j${i}`)).result).toBe(result);
      }
    },
  },
  {
    name: 'errors come out as they went in, and a shorter one replaces a longer one',
    check: async (bed) => {
      const errors: JobError[] = [
        { code: 'long', message: '€'.repeat(1_300), stack: 'at x\n'.repeat(50) },
        { code: 'middle', message: 'é"\\\n'.repeat(40) },
        { code: 'edge', message: 'x'.repeat(512 - 29) },
        { code: 'short', message: '' },
        { code: 'middle', message: '😀'.repeat(90) },
        { code: 'long', message: '😀'.repeat(1_000) },
      ];
      let lease = await bed.start('a', { maxRetries: 100 });
      for (const error of errors) {
        await bed.store.fail([{ ...lease, error, retryInMs: 0 }]);
        expect((await bed.get('a')).error).toEqual(error);
        lease = await bed.startKnown('a');
      }
      await bed.complete(lease);
      expect((await bed.get('a')).error).toBeNull();
    },
  },
  {
    name: 'progress comes out as it went in, up to its limit, and a shorter one replaces a longer one',
    check: async (bed) => {
      const lease = await bed.start('a');
      const texts = textsAround(64, 128, 509).reverse();
      for (const progress of texts) {
        await bed.store.extend([{ ...lease, leaseMs: 1_000, progress }]);
        expect((await bed.get('a')).progress).toBe(progress);
      }
    },
  },
  {
    name: 'what never changes about a job comes out as it went in, at every size',
    check: async (bed) => {
      const tags = [1, 8, 9, 10, 11, 40, 100, 300, 460, 470, 480, 490, 500, 510, 600].flatMap((n) => [
        ['t'.repeat(n)],
        ['a', 'é'.repeat(n)],
      ]);
      await bed.enqueue(tags.map((some, i) => newJob(`j${i}`, { tags: some, timeoutMs: i + 1 })));
      const jobs = await bed.claim({ max: 500 });
      expect(jobs.map((job) => job.tags)).toEqual(tags);
      for (const [i, some] of tags.entries()) {
        expect(await bed.get(`j${i}`)).toMatchObject({ tags: some, timeoutMs: i + 1 });
      }
    },
  },
  {
    name: 'a payload, a result and a long error may be there at once and go at once',
    check: async (bed) => {
      const big = JSON.stringify('ü'.repeat(5_000));
      const lease = await bed.start('a', { payload: big });
      const resultError = { code: 'x', message: 'ö'.repeat(900) };
      await bed.store.complete([{ ...lease, result: big, resultError }]);
      expect(await bed.get('a')).toMatchObject({ payload: big, result: big, error: resultError });
    },
  },
  {
    name: 'a payload of 1 MiB is kept whole',
    check: async (bed) => {
      const payload = JSON.stringify('é'.repeat(524_287));
      expect(Buffer.byteLength(payload)).toBe(1_048_576);
      await bed.add('a', { payload });
      const [job] = await bed.claim();
      expect(job!.payload === payload).toBe(true);
      expect((await bed.store.queues(null, 1))[0]).toMatchObject({ bytes: 1_048_576 });
      await bed.complete(job!, payload);
      expect((await bed.get('a')).result === payload).toBe(true);
    },
  },
  {
    name: 'JSON is opaque: numbers, empty lists, keys and escapes stay as they were sent',
    check: async (bed) => {
      const texts = [
        '9007199254740993',
        '1e400',
        '[]',
        '{}',
        '{"__proto__":{"a":1},"constructor":[]}',
        '{"a":1,"a":2}',
        '"\\u0000\\ud800"',
        ' { } ',
      ];
      await bed.enqueue(texts.map((payload, i) => newJob(`j${i}`, { payload })));
      const jobs = await bed.claim();
      expect(jobs.map(({ payload }) => payload)).toEqual(texts);
    },
  },
];
