/** When a job lets go of its dedup key. */
export const DEDUP_UNTIL = ['started', 'finished', 'ttl'] as const;

/**
 * A key that at most one job of a namespace holds: while one does, others that ask for it are answered with the
 * holder and not stored. Whatever the rule, nobody holds it longer than `ttlMs`, nor when the job is removed.
 *
 * - `started`: until the first attempt starts, or the job ends without one.
 * - `finished`: until the job gets to a final state.
 * - `ttl`: for `ttlMs` from acceptance, also once the job is done; but not once it is cancelled.
 *
 * A redriven job takes its key again, for as long as the rule says from then on, if nobody holds it; else it
 * runs without.
 */
export interface Dedup {
  readonly key: string;
  readonly until: (typeof DEDUP_UNTIL)[number];
  /** Longest time (ms); null, but not with `ttl`: as long as the job takes. */
  readonly ttlMs: number | null;
}
