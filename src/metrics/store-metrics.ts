import type { NamespaceCounts } from '../core/counters';
import { limitsView, type NamespaceLimits } from './namespace-limits';
import { LATENCY_WINDOW_MS } from '../core/history-store';
import { percentilesOf, type Latencies } from '../core/latency';
import type { WorkerRecord } from '../core/worker-info';

/**
 * The JSON of `GET /metrics`. The first five are the contract: cluster-wide, exact, integers.
 *
 * @param workers as `JobStore.workers` has them: the latest heard of, so that beyond that many the rest is
 * not in the sums.
 */
export function countsView(
  counts: NamespaceCounts,
  workers: readonly WorkerRecord[],
  latencies: Latencies,
  limits: NamespaceLimits,
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
    bytes: counts.bytes,
    limits: limitsView(limits),
    workers: alive.length,
    slots: alive.reduce((sum, { state, slots }) => (state === 'running' ? sum + slots : sum), 0),
    wait_ms: percentilesOf(latencies.wait),
    run_ms: percentilesOf(latencies.run),
    latency_window_ms: LATENCY_WINDOW_MS,
    as_of: asOf.toISOString(),
  };
}
