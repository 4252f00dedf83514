import { bucketOf, middleOf, percentile } from '../../../src/core/latency';

function histogramOf(values: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const ms of values) {
    counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  }
  return counts;
}

describe('latency histograms', () => {
  it.each([20, 99, 1_000, 12_345, 3_600_000, 86_400_000])('are off by at most 9 %% at %d ms', (ms) => {
    expect(Math.abs(middleOf(bucketOf(ms)) - ms) / ms).toBeLessThan(0.095);
  });

  it('have few buckets, whatever is measured', () => {
    expect([-5, 0, 0.9, 1, 1e15, Infinity].map(bucketOf)).toEqual([0, 0, 0, 1, 120, 120]);
  });

  it('have four buckets for each doubling, the next from its bound on', () => {
    for (let bucket = 1; bucket < 120; bucket += 1) {
      const bound = 2 ** ((bucket - 1) / 4);
      expect([bound, bound * 1.18].map(bucketOf)).toEqual([bucket, bucket]);
      expect(bucketOf(bound * 0.999)).toBe(bucket - 1);
    }
  });

  it('know how long half, nearly all and all but a few took', () => {
    const histogram = histogramOf([
      ...Array.from({ length: 90 }, () => 10),
      ...Array.from({ length: 8 }, () => 100),
      ...[1_000, 10_000],
    ]);
    const near = (ms: number) => [Math.floor(ms * 0.9), Math.ceil(ms * 1.1)] as const;
    for (const [share, ms] of [
      [0.5, 10],
      [0.9, 10],
      [0.95, 100],
      [0.99, 1_000],
      [1, 10_000],
    ] as const) {
      const [low, high] = near(ms);
      expect(percentile(histogram, share)).toBeGreaterThanOrEqual(low);
      expect(percentile(histogram, share)).toBeLessThanOrEqual(high);
    }
  });

  it('know nothing where nothing was measured', () => {
    expect(percentile(new Map(), 0.5)).toBeNull();
    expect(percentile(new Map([[3, 0]]), 0.5)).toBeNull();
  });
});
