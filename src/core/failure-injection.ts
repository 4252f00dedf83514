import { seededRandom, seedFrom } from './random';

/** How an injected failure shows. */
export const FAILURE_KINDS = ['error', 'timeout', 'crash', 'hang', 'slow'] as const;

/**
 * - `error`: the attempt throws before the handler runs.
 * - `timeout`: the attempt ends as one that ran over its `timeout_ms`.
 * - `crash`: the worker process kills itself (SIGKILL): leases lapse, other workers take over.
 * - `hang`: the attempt never ends by itself; the time limit cuts it off.
 * - `slow`: the handler runs, after a wait of `slowMs`.
 */
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** A job's wish to fail, to prove that retries, time limits and crash recovery work. */
export interface FailureInjection {
  /** These attempts fail, counted from 1. */
  readonly failAttempts?: readonly number[];
  /** The first `n` attempts fail. */
  readonly failFirst?: number;
  /** Each attempt fails with this probability, 0 to 1. */
  readonly probability?: number;
  /** Makes `probability` repeatable: the same job, attempt and seed decide alike. */
  readonly seed?: number;
  /** Default: `error`. */
  readonly kind?: FailureKind;
  /** For `slow` (ms). */
  readonly slowMs?: number;
}

/** The service's own failure rate for all jobs (`SLUICE_FAILURE_RATE`, `SLUICE_FAILURE_SEED`). */
export interface GlobalFailureRate {
  readonly rate: number;
  readonly seed: number;
}

/** Which failure this attempt is to show, if any. Pure: decided by its arguments alone. */
export function injectedFailure(
  job: { readonly id: string; readonly failureInjection: FailureInjection | null },
  attempt: number,
  global: GlobalFailureRate,
): FailureKind | null {
  const wish = job.failureInjection;
  if (wish !== null && wishesFailure(wish, job.id, attempt)) {
    return wish.kind ?? 'error';
  }
  return global.rate > 0 && draw(global.seed, job.id, attempt, 'global') < global.rate ? 'error' : null;
}

function wishesFailure(wish: FailureInjection, id: string, attempt: number): boolean {
  if (wish.failAttempts?.includes(attempt) === true || attempt <= (wish.failFirst ?? 0)) {
    return true;
  }
  const probability = wish.probability ?? 0;
  return probability > 0 && draw(wish.seed ?? 0, id, attempt, 'job') < probability;
}

function draw(seed: number, id: string, attempt: number, purpose: string): number {
  return seededRandom(seedFrom(seed, id, attempt, purpose)).next();
}
