import type { JobStore } from './job-store';

/**
 * How sure the store must be of a job before its sender hears that it was taken.
 *
 * - `primary`: it is where all writes go, and as safe as that is.
 * - `replicated`: it is on so many replicas besides as the service is set to, and so outlives the primary.
 */
export const DURABILITIES = ['primary', 'replicated'] as const;

export type Durability = (typeof DURABILITIES)[number];

export interface ReplicatedStores {
  /**
   * The same store of the namespace, whose answers come once what they tell of is replicated. It rejects with
   * `NotReplicatedError` where that takes too long: then all was done as ever, and only the replicas are behind. The
   * same jobs sent again are `duplicate`, which is answered once they are replicated.
   */
  replicated(namespace: string): Pick<JobStore, 'enqueue' | 'enqueueAll'>;
}
