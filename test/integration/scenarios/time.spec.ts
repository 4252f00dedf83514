import { backoffDelay, DEFAULT_BACKOFF } from '../../../src/core/backoff';
import { seededRandom } from '../../../src/core/random';
import { newJob } from '../../support/job-builder';
import { untilTrue } from '../../support/until';
import { HttpBed } from '../http/http-bed';
import { ScenarioBed } from './scenario-bed';

describe('backoff', () => {
  it('S28 of the 1,100th retry is finite and within its limit, whatever the base', () => {
    for (const baseMs of [0, 1, 1_000, 1e12, Number.MAX_VALUE]) {
      for (const strategy of ['exponential', 'linear', 'fixed'] as const) {
        const wait = backoffDelay({ ...DEFAULT_BACKOFF, strategy, baseMs }, 1_100, seededRandom(1));
        expect(Number.isSafeInteger(wait)).toBe(true);
        expect(wait).toBeLessThanOrEqual(DEFAULT_BACKOFF.maxMs);
        expect(wait).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('S28 with numbers that make no sense is refused, and the field is named', async () => {
    const bed = await HttpBed.start();
    for (const backoff of [{ base_ms: 1e12 }, { base_ms: -1 }, { factor: 0.5 }, { max_ms: 1e12 }]) {
      const { status, text } = await bed.post(JSON.stringify({ backoff }));
      expect(status).toBe(422);
      expect(text).toContain(`/backoff/${Object.keys(backoff)[0]}`);
    }
    expect((await bed.post(JSON.stringify({ max_retries: 2_000 }))).status).toBe(422);
    await bed.stop();
  });
});

describe('retries', () => {
  let bed: ScenarioBed;

  beforeEach(async () => {
    bed = await ScenarioBed.start();
  });
  afterEach(() => bed.end());

  it('S28 of a thousand jobs that failed together are spread', async () => {
    // The default with 20 times its wait, so that none runs again before all are looked at.
    const backoff = { ...DEFAULT_BACKOFF, baseMs: 20 * DEFAULT_BACKOFF.baseMs };
    await bed.enqueue(Array.from({ length: 1_000 }, (_, index) => newJob(`job-${index}`, { backoff })));
    await bed.worker({ simulate: () => Promise.reject(new Error('all at once')) }, { concurrency: 500 });
    await untilTrue(
      async () => (await bed.store.counts()).counters.retried === 1_000,
      10_000,
      () => 'all failed once',
    );

    const due = await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => (await bed.record(`job-${index}`)).dueAt),
    );

    const buckets = new Map<number, number>();
    for (const at of due) {
      expect(at).not.toBeNull();
      const bucket = Math.floor((at ?? 0) / 2_000);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    expect(Math.max(...buckets.values())).toBeLessThanOrEqual(200);
  });
});
