import type { FinalState, JobState } from './states';

/** Most jobs that one job may depend on. */
export const MAX_DEPENDENCIES = 1_000;

/**
 * What becomes of a job when one of those that it depends on fails or is cancelled: it fails too, it runs once all
 * of them are final, or it is cancelled too.
 */
export const DEPENDENCY_POLICIES = ['fail', 'run', 'cancel'] as const;

export type DependencyPolicy = (typeof DEPENDENCY_POLICIES)[number];

export const DEFAULT_DEPENDENCY_POLICY: DependencyPolicy = 'fail';

/** Error code of a job that ended since one that it depends on did not complete. */
export const DEPENDENCY_FAILED = 'dependency_failed';

/** One of the jobs that a job depends on. */
export interface Dependency {
  readonly id: string;
  /** Where it is now; null where it is there no more. */
  readonly state: JobState | null;
  /**
   * The end that counts for the job which depends on it; null: none has come through to it yet. A later life of the
   * dependency (a redrive, or another job under its id) does not change it.
   */
  readonly outcome: FinalState | null;
}
