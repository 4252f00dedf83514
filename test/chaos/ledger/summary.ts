import type { Evidence, Execution, Ties } from './evidence';

/** The run in numbers. */
export interface Summary {
  readonly sent: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly completed: number;
  readonly failed: number;
  readonly failedByLapses: number;
  /** Gave way to others in a full queue. */
  readonly dropped: number;
  readonly cancelled: number;
  /** Acknowledged and not stored, but within what `appendfsync everysec` may lose. */
  readonly lostWithinBound: number;
  /** Outcomes removed before their time: memory was short. */
  readonly removed: number;
  readonly runs: number;
  readonly jobsRunMoreThanOnce: number;
  readonly lapses: number;
  readonly retries: number;
  readonly handedBack: number;
  /** Runs whose handler heard that its lease is lost. */
  readonly toldOfLostLeases: number;
  /** Jobs that ran, of those with each kind of tie. */
  readonly ranInGroups: number;
  readonly ranWithKeys: number;
  readonly ranAfterOthers: number;
  readonly ranAsFollowUps: number;
}

export function summarise(
  { sent, stored, executions, counters }: Evidence,
  runs: ReadonlyMap<string, readonly Execution[]>,
  lostWithinBound: number,
): Summary {
  const jobs = [...stored.values()];
  const ranWith = (tie: keyof Ties) =>
    [...sent.values()].filter(({ id, ties }) => ties[tie] !== undefined && runs.has(id)).length;
  const acknowledged = [...sent.values()].filter((job) => job.ackedAt !== null);
  const missing = acknowledged.filter((job) => !stored.has(job.id)).length;
  return {
    sent: sent.size,
    acknowledged: acknowledged.length,
    unanswered: sent.size - acknowledged.length,
    completed: counters.processed,
    failed: counters.failed,
    failedByLapses: jobs.filter((job) => job.error?.code === 'lease_lapsed').length,
    dropped: jobs.filter((job) => job.error?.code === 'dropped').length,
    cancelled: counters.cancelled,
    lostWithinBound,
    removed: missing - lostWithinBound,
    runs: executions.length,
    jobsRunMoreThanOnce: [...runs.values()].filter((own) => own.length > 1).length,
    lapses: counters.lapsed,
    retries: counters.retried,
    handedBack: counters.released,
    toldOfLostLeases: executions.filter((run) => run.abortReason === 'lease_lost').length,
    ranInGroups: ranWith('group'),
    ranWithKeys: ranWith('key'),
    ranAfterOthers: ranWith('dependsOn'),
    ranAsFollowUps: ranWith('parent'),
  };
}
