/**
 * What the store's own settings must be for the service to keep its promises, as far as the store tells.
 *
 * - `version`: the store understands the scripts.
 * - `eviction`: a full store refuses writes, and never drops jobs to make room.
 * - `append_only`: what was accepted outlives the store's process.
 * - `fsync`: and a machine's sudden death, to a second.
 * - `role`: the store is the one that takes writes.
 * - `cluster`: all namespaces are on this one.
 * - `rights`: the user may do all that the service does.
 */
export const STORE_CHECKS = [
  'version',
  'eviction',
  'append_only',
  'fsync',
  'role',
  'cluster',
  'rights',
] as const;

export type StoreCheck = (typeof STORE_CHECKS)[number];

/**
 * - `ok`: as it should be.
 * - `warning`: less is kept than promised if something else fails too.
 * - `unfit`: jobs may vanish with nothing failing at all, or some calls always fail, so none must be accepted.
 * - `unknown`: the store does not say, as managed ones often do not.
 */
export type AdviceLevel = 'ok' | 'warning' | 'unfit' | 'unknown';

export interface StoreAdvice {
  readonly check: StoreCheck;
  readonly level: AdviceLevel;
  /** What is set, and for a fault what to do about it. */
  readonly detail: string;
}

export interface StoreAdviser {
  /**
   * Looks at the settings; one advice for each check, in their order.
   *
   * @throws StoreUnavailableError if the store does not answer.
   */
  look(): Promise<readonly StoreAdvice[]>;
}
