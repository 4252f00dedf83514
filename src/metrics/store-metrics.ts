import type { NamespaceCounts } from '../core/counters';
import type { WorkerRecord } from '../core/worker-info';
import { JOB_STATES } from '../core/states';

/**
 * The JSON of `GET /metrics`. The first five are the contract: cluster-wide, exact, integers.
 *
 * @param workers as `JobStore.workers` has them: the latest heard of, so that beyond that many the rest is
 * not in the sums.
 */
export function countsView(
  counts: NamespaceCounts,
  workers: readonly WorkerRecord[],
  asOf: Date,
): Record<string, unknown> {
  const alive = workers.filter((worker) => worker.alive);
  const { counters, states } = counts;
  return {
    processed: counters.completed,
    failed: counters.failed,
    retried: counters.retried,
    in_progress: states.in_progress,
    queue_depth: states.queued + states.scheduled + states.blocked,
    enqueued: counters.enqueued,
    cancelled: counters.cancelled,
    lapsed: counters.lapsed,
    snoozed: counters.snoozed,
    released: counters.released,
    dropped: counters.dropped,
    states,
    workers: alive.length,
    slots: alive.reduce((sum, { state, slots }) => (state === 'running' ? sum + slots : sum), 0),
    as_of: asOf.toISOString(),
  };
}

const COUNTERS = {
  enqueued: 'Jobs accepted.',
  started: 'Attempts started.',
  completed: 'Jobs that completed.',
  failed: 'Jobs that failed for good.',
  cancelled: 'Jobs that were cancelled.',
  retried: 'Retries scheduled after failures.',
  lapsed: 'Leases lost.',
  snoozed: 'Attempts that asked for later.',
  released: 'Attempts handed back.',
  dropped: 'Jobs of full queues that gave way to others (failed ones, too).',
} as const satisfies Record<keyof NamespaceCounts['counters'], string>;

/**
 * The store's sums as Prometheus text. Every process answers the same, so a dashboard takes `max`, never `sum`;
 * hence a prefix of their own. Counters live in Redis and outlive processes.
 *
 * @param counts null: the store does not answer, and only that is said.
 */
export function countsText(namespace: string, counts: NamespaceCounts | null): string {
  const lines = [
    '# HELP sluice_redis_up Does the store answer (1) or not (0).',
    '# TYPE sluice_redis_up gauge',
    `sluice_redis_up ${counts === null ? 0 : 1}`,
  ];
  if (counts !== null) {
    const label = `namespace="${namespace}"`; // a name needs no escape
    lines.push('# HELP sluice_cluster_jobs Jobs by state, cluster-wide.', '# TYPE sluice_cluster_jobs gauge');
    for (const state of JOB_STATES) {
      lines.push(`sluice_cluster_jobs{${label},state="${state}"} ${counts.states[state]}`);
    }
    for (const [name, help] of Object.entries(COUNTERS)) {
      const metric = `sluice_cluster_${name}_total`;
      lines.push(`# HELP ${metric} ${help} Cluster-wide.`, `# TYPE ${metric} counter`);
      lines.push(`${metric}{${label}} ${counts.counters[name as keyof typeof COUNTERS]}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
