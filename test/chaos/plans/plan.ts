import type { Field } from '../faults/fault';
import type { JobMix } from '../load/job-mix';

/** What a run does to the cluster while jobs come in. */
export interface Plan {
  readonly jobs: JobMix;
  readonly perSecond: number;
  /** A second run of any job is a violation: nothing in this plan excuses one. */
  readonly onceOnly: boolean;
  /** Queues with settings of their own, as they are sent. */
  readonly queues: Readonly<Record<string, object>>;
  /** Settings of the processes beside those of every run. */
  readonly env: Readonly<Record<string, string>>;
  carryOut(field: Field): Promise<void>;
}
