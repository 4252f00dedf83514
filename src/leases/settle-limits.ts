/** Most bytes of a body that says what became of one attempt, results apart. */
export const MAX_SETTLEMENT_BYTES = 64 * 1024;

/** Most bytes of a batch of failures or extensions. */
export const MAX_BATCH_BYTES = 2 * 1024 * 1024;

/** A result that is too large is left out, not refused: up to this much more than is kept. */
const SPARE_RESULT_BYTES = 1024 * 1024;

/** However many results, no body may be larger. */
const MOST_COMPLETION_BYTES = 32 * 1024 * 1024;

/** Most bytes of a body with this many results. */
export function maxCompletionBytes(maxResultBytes: number, count: number): number {
  const one = maxResultBytes + SPARE_RESULT_BYTES + MAX_SETTLEMENT_BYTES;
  return Math.max(one, Math.min(MOST_COMPLETION_BYTES, one * count));
}
