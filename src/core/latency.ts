/** What is measured: from acceptance to the first start, delays included; how long an attempt ran. */
export const LATENCY_KINDS = ['wait', 'run'] as const;
export type LatencyKind = (typeof LATENCY_KINDS)[number];

/** How often something took about so long: number of the bucket → how often. */
export type Histogram = ReadonlyMap<number, number>;
export type Latencies = Readonly<Record<LatencyKind, Histogram>>;

/** Buckets are so fine: the bounds of four of them are a factor of two apart. */
const BUCKETS_OF_A_DOUBLING = 4;
/** About twelve days. */
const LAST_BUCKET = 120;
/** How many there are. */
export const BUCKETS = LAST_BUCKET + 1;

/** Where the buckets behind the first begin (ms). */
const BOUNDS = Float64Array.from({ length: BUCKETS }, (_, i) => 2 ** (i / BUCKETS_OF_A_DOUBLING));
/** Longer than the last bucket's lower bound. */
const LONGEST_MS = 2 ** 30;

/** Number of the bucket: 0 for less than a millisecond. Without logarithm and power, since every job has two of these. */
export function bucketOf(ms: number): number {
  if (!(ms >= 1)) {
    return 0;
  }
  if (ms >= LONGEST_MS) {
    return LAST_BUCKET;
  }
  let bucket = BUCKETS_OF_A_DOUBLING * (31 - Math.clz32(ms));
  while (ms >= (BOUNDS[bucket] ?? Infinity)) {
    bucket += 1;
  }
  return Math.min(LAST_BUCKET, bucket);
}

/** The middle of a bucket (ms): off by at most 9 %, and by half a millisecond more where that is short. */
export function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.round(2 ** ((bucket - 0.5) / BUCKETS_OF_A_DOUBLING));
}

/** What half, 95 % and 99 % took at most (ms); null where nothing was measured. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export function percentilesOf(histogram: Histogram): Percentiles {
  return {
    p50: percentile(histogram, 0.5),
    p95: percentile(histogram, 0.95),
    p99: percentile(histogram, 0.99),
  };
}

/** @param share from 0 to 1. @returns ms; null where nothing was measured */
export function percentile(histogram: Histogram, share: number): number | null {
  const buckets = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(share * total));
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left <= 0) {
      return middleOf(bucket);
    }
  }
  return null;
}
