import { backoffDelay, DEFAULT_BACKOFF } from '../../../src/core/backoff';
import { seededRandom } from '../../../src/core/random';
import { newJob } from '../../support/job-builder';
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
    const again: number[] = [];
    await bed.enqueue(Array.from({ length: 1_000 }, (_, index) => newJob(`job-${index}`)));
    await bed.worker(
      {
        simulate: (_payload, { attempt }) => {
          if (attempt === 1) {
            throw new Error('all at once');
          }
          again.push(performance.now());
        },
      },
      { concurrency: 500 },
    );

    await bed.untilCompleted(1_000, 10_000);

    const buckets = new Map<number, number>();
    for (const at of again) {
      const bucket = Math.floor(at / 100);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    expect(again).toHaveLength(1_000);
    expect(Math.max(...buckets.values())).toBeLessThanOrEqual(200);
  });
});
