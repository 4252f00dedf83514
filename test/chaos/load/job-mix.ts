import type { RandomSource } from '../../../src/core/random';
import type { Ties } from '../ledger/evidence';
import type { LedgerPayload } from '../process/notes';
import { tiedJob } from './tied-jobs';

/** A job as it is sent, and whether it is to be cancelled right after. */
export interface PlannedJob {
  readonly body: {
    readonly id: string;
    readonly type: 'ledger';
    readonly payload: LedgerPayload;
    readonly [field: string]: unknown;
  };
  readonly cancel: boolean;
  /** It has no retries and no lapses left from the beginning. */
  readonly atMostOnce: boolean;
  readonly ties: Ties;
  /** Is sent once this one is acknowledged. */
  readonly next: PlannedJob | null;
}

export type JobMix = (id: string, random: RandomSource) => PlannedJob;

export const between = (random: RandomSource, from: number, to: number) =>
  Math.round(from + random.next() * (to - from));

/** Of all kinds: by itself, or tied to others. */
export const mixedJobs: JobMix = (id, random) =>
  random.next() < 0.25 ? tiedJob(id, random) : singleJob(id, random);

/** Short and longer than a lease, failing once or for good, delayed, urgent, cancelled. */
const singleJob: JobMix = (id, random) => {
  const kind = random.next();
  const ms =
    kind < 0.9
      ? between(random, 0, 60)
      : kind < 0.985
        ? between(random, 200, 1_500)
        : between(random, 4_500, 7_000);
  const fate = random.next();
  const failing = fate < 0.06 ? { fail_first: 1 + Math.floor(random.next() * 2) } : { fail_first: 0 };
  const doomed = fate > 0.98;
  const atMostOnce = fate > 0.9 && !doomed;
  return {
    body: {
      id,
      type: 'ledger',
      payload: doomed ? { ms, fail_first: 99 } : { ms, ...failing },
      queue: ['default', 'mail', 'reports'][Math.floor(random.next() * 3)],
      max_retries: atMostOnce ? 0 : doomed ? 1 : 3,
      backoff: { strategy: 'exponential', base_ms: 150, factor: 2, max_ms: 2_000, jitter: 0.5 },
      // A plan has more faults than a job may lose leases by default.
      max_lapses: atMostOnce ? 0 : 20,
      ...(random.next() < 0.1 ? { delay_ms: between(random, 50, 1_500) } : {}),
      ...(random.next() < 0.1 ? { priority: between(random, -10, 10) } : {}),
    },
    cancel: random.next() < 0.03,
    atMostOnce,
    ties: {},
    next: null,
  };
};

/** Nothing but short jobs that succeed: a second run of any has no excuse. */
export const plainJobs: JobMix = (id, random) => ({
  body: { id, type: 'ledger', payload: { ms: between(random, 5, 80), fail_first: 0 } },
  cancel: false,
  atMostOnce: false,
  ties: {},
  next: null,
});
