import type { HistoryRead, HistorySample, Resolution } from '../core/history-store';
import type { Counters } from '../core/counters';
import type { LatencyKind, Percentiles } from '../core/latency';
import { JOB_STATES } from '../core/states';

export const COUNTER_COLUMNS = [
  ...['enqueued', 'started', 'completed', 'failed', 'cancelled'],
  ...['retried', 'lapsed', 'snoozed', 'released', 'dropped'],
] as readonly (keyof Counters)[];

/** The answer of `GET /metrics/history`. */
export interface HistoryView {
  readonly step_ms: number;
  readonly points: number;
  readonly from: string;
  readonly to: string;
  readonly increments: Readonly<Record<string, (number | null)[]>>;
  readonly states: Readonly<Record<string, (number | null)[]>>;
  readonly wait_ms: Readonly<Record<keyof Percentiles, (number | null)[]>>;
  readonly run_ms: Readonly<Record<keyof Percentiles, (number | null)[]>>;
}

/** Columns of the last `points` steps that are over, the oldest first; null where nobody wrote anything down. */
export function historyView(
  { step, samples }: HistoryRead,
  { stepMs }: Resolution,
  points: number,
): HistoryView {
  const byStep = new Map(samples.map((sample) => [sample.step, sample]));
  const steps = Array.from({ length: points }, (_, i) => step - points + i);
  const column = (value: (at: HistorySample, next: HistorySample | undefined) => number | null) =>
    steps.map((number) => {
      const at = byStep.get(number);
      return at === undefined ? null : value(at, byStep.get(number + 1));
    });
  const percentile = (kind: LatencyKind, name: keyof Percentiles) =>
    steps.map((number) => byStep.get(number + 1)?.before?.[kind][name] ?? null);
  const took = (kind: LatencyKind) => ({
    p50: percentile(kind, 'p50'),
    p95: percentile(kind, 'p95'),
    p99: percentile(kind, 'p99'),
  });
  return {
    step_ms: stepMs,
    points,
    from: new Date((step - points) * stepMs).toISOString(),
    to: new Date(step * stepMs).toISOString(),
    increments: Object.fromEntries(
      COUNTER_COLUMNS.map((name) => [
        name,
        column(({ counts }, next) => increment(counts.counters[name], next?.counts.counters[name])),
      ]),
    ),
    states: Object.fromEntries(
      JOB_STATES.map((state) => [state, column(({ counts }) => counts.states[state])]),
    ),
    wait_ms: took('wait'),
    run_ms: took('run'),
  };
}

/** null: not known. Counters never go back, unless Redis lost its memory: that is no number of jobs. */
function increment(before: number, after: number | undefined): number | null {
  return after === undefined || after < before ? null : after - before;
}
