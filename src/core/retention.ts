/** Which outcomes a queue keeps. The oldest go first. */
export interface RetentionPolicy {
  /** How long `completed` and `cancelled` outcomes are kept (ms). */
  readonly ms: number;
  /** How long `failed` ones are kept (ms): they are the dead letters. */
  readonly failedMs: number;
  /** Most outcomes of each final state, for each queue. */
  readonly count: number;
  /** Most bytes (payload, result, error) of all outcomes of a queue; `completed` go first, `failed` last. */
  readonly bytes: number;
}
