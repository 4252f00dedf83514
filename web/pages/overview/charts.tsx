import type { JSX } from 'preact';
import { Chart, type Line } from '../../charts/chart';
import { rate, short } from '../../format/numbers';
import { span } from '../../format/time';
import { sumOf, type Timeline } from '../../live/history';

/** How fast, how much, how long; all on the same quarter of an hour. */
export function OverviewCharts({
  timeline,
  slots,
}: {
  readonly timeline: Timeline;
  readonly slots: number | null;
}): JSX.Element {
  const { times, rates, states } = timeline;
  const waits = percentiles(timeline, 'wait');
  const runs = percentiles(timeline, 'run');
  return (
    <div class={waits.length > 0 ? 'charts' : 'charts four'}>
      <Chart
        title="Jobs a second"
        times={times}
        format={rate}
        lines={[
          { label: 'In', color: '--queued', dash: [5, 3], values: rates['enqueued'] ?? [] },
          { label: 'Completed', color: '--completed', width: 2, values: rates['completed'] ?? [] },
        ]}
      />
      <Chart
        title="Waiting"
        times={times}
        format={short}
        lines={[
          {
            label: 'Waiting',
            color: '--in_progress',
            fill: true,
            values: sumOf(states['queued'], states['scheduled'], states['blocked']),
          },
        ]}
      />
      {waits.length > 0 && <Chart title="Wait before start" times={times} format={span} log lines={waits} />}
      <Chart
        title="Failures a second"
        times={times}
        format={rate}
        lines={[
          { label: 'Retried', color: '--ink-3', dash: [5, 3], values: rates['retried'] ?? [] },
          { label: 'Failed for good', color: '--failed', width: 2, values: rates['failed'] ?? [] },
        ]}
      />
      <Chart
        title="Running"
        times={times}
        format={short}
        lines={[
          ...(slots === null
            ? []
            : [{ label: 'Slots', color: '--ink-3', dash: [2, 3], values: times.map(() => slots) }]),
          { label: 'Running', color: '--in_progress', values: states['in_progress'] ?? [] },
        ]}
      />
      {runs.length > 0 && <Chart title="Run time" times={times} format={span} log lines={runs} />}
    </div>
  );
}

const PERCENTILES = [
  ['p99', '--ink-3', 1.25],
  ['p95', '--in_progress', 1.75],
  ['p50', '--completed', 2.25],
] as const;

/** None where the service does not keep them. */
function percentiles({ raw }: Timeline, kind: string): Line[] {
  const columns = (raw as unknown as Record<string, Record<string, (number | null)[]> | undefined>)[
    `${kind}_ms`
  ];
  return columns === undefined
    ? []
    : PERCENTILES.map(([label, color, width]) => ({ label, color, width, values: columns[label] ?? [] }));
}
