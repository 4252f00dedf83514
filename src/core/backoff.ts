import type { RandomSource } from './random';

/** How long to wait before a retry. */
export interface Backoff {
  readonly strategy: 'exponential' | 'linear' | 'fixed';
  /** Wait before the first retry (ms). */
  readonly baseMs: number;
  /** Growth for each further retry; only for `exponential`. */
  readonly factor: number;
  /** No wait is longer (ms). */
  readonly maxMs: number;
  /** 0: exact; 1: anywhere between zero and the full wait. Spreads retries that failed together. */
  readonly jitter: number;
}

export const DEFAULT_BACKOFF: Backoff = {
  strategy: 'exponential',
  baseMs: 1_000,
  factor: 2,
  maxMs: 3_600_000,
  // Of a thousand jobs that fail together, no tenth of a second gets more than a fifth of the retries.
  jitter: 0.75,
};

export const BACKOFF_LIMITS = {
  baseMs: { min: 0, max: 86_400_000 },
  factor: { min: 1, max: 100 },
  maxMs: { min: 0, max: 7 * 86_400_000 },
  jitter: { min: 0, max: 1 },
} as const;

/**
 * The wait before retry number `retry` (1 for the first), in whole ms.
 *
 * Always finite, never negative and never above `maxMs`, whatever the numbers: a power that overflows is
 * capped, not passed on (OptimalBits/bull#1234 scheduled retries for the year 11,800).
 */
export function backoffDelay(backoff: Backoff, retry: number, random: RandomSource): number {
  const full = Math.min(growth(backoff, Math.max(1, retry)), backoff.maxMs);
  if (!(full > 0)) {
    return 0;
  }
  return Math.round(full - full * backoff.jitter * random.next());
}

function growth(backoff: Backoff, retry: number): number {
  switch (backoff.strategy) {
    case 'fixed':
      return backoff.baseMs;
    case 'linear':
      return backoff.baseMs * retry;
    case 'exponential': {
      const delay = backoff.baseMs * Math.pow(backoff.factor, retry - 1);
      return Number.isNaN(delay) ? 0 : delay; // 0 × Infinity
    }
  }
}
