import type { JSX } from 'preact';
import type { Column, State, States } from '../api/types';
import { rate, short } from '../format/numbers';
import { span } from '../format/time';
import { sumOf, type Timeline } from '../live/history';
import { Chart, type Line } from './chart';

/** A bound that is drawn beside what is bounded. */
export interface Most {
  readonly label: string;
  readonly value: number;
}

/** How things stand at this moment: the right end of lines that history brings up to the last step only. */
export interface Moment {
  /** Epoch ms. */
  readonly at: number;
  readonly states: States;
}

/** How fast, how much, how long; all over the same time. */
export function TimelineCharts({
  timeline,
  percentiles,
  most,
  latest = null,
}: {
  readonly timeline: Timeline;
  /** Whether there are measurements of how long jobs wait and run. */
  readonly percentiles: boolean;
  readonly most: Most | null;
  readonly latest?: Moment | null;
}): JSX.Element {
  const { times, rates } = timeline;
  const [moments, states] = withLatest(timeline, latest);
  return (
    <div class={percentiles ? 'charts' : 'charts four'}>
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
        times={moments}
        format={short}
        whole
        lines={[
          {
            label: 'Waiting',
            color: '--in_progress',
            fill: true,
            values: sumOf(states('queued'), states('scheduled'), states('blocked')),
          },
        ]}
      />
      {percentiles && (
        <Chart
          title="Wait before start"
          times={times}
          format={span}
          mark={decade}
          log
          lines={measured(timeline, 'wait')}
        />
      )}
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
        times={moments}
        format={short}
        whole
        lines={[
          ...(most === null
            ? []
            : [{ label: most.label, color: '--ink-3', dash: [2, 3], values: moments.map(() => most.value) }]),
          { label: 'Running', color: '--in_progress', values: states('in_progress') },
        ]}
      />
      {percentiles && (
        <Chart
          title="Run time"
          times={times}
          format={span}
          mark={decade}
          log
          lines={measured(timeline, 'run')}
        />
      )}
    </div>
  );
}

function withLatest(
  { starts, states }: Timeline,
  latest: Moment | null,
): [times: readonly number[], states: (name: State) => Column] {
  if (latest === null) {
    return [starts, (name) => states[name] ?? []];
  }
  return [
    [...starts, latest.at / 1_000],
    (name) => [...(states[name] ?? starts.map(() => null)), latest.states[name]],
  ];
}

/** `10 ms`, `100 s`: decades stay round. */
const decade = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${short(ms / 1_000)} s`);

const PERCENTILES = [
  ['p99', '--ink-3', 1.25],
  ['p95', '--in_progress', 1.75],
  ['p50', '--completed', 2.25],
] as const;

function measured({ raw }: Timeline, kind: 'wait' | 'run'): Line[] {
  const columns = raw[`${kind}_ms`] ?? {};
  return PERCENTILES.map(([label, color, width]) => ({ label, color, width, values: columns[label] ?? [] }));
}
