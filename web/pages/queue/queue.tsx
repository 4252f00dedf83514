import { useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { TimelineCharts } from '../../charts/timeline-charts';
import { hrefOf } from '../../app/router';
import { useLive } from '../../live/use-live';
import { useTimeline } from '../../live/use-timeline';
import { RateMeter } from '../../live/rates';
import { PageHead } from '../../parts/page-head';
import { Empty, Loaded, Skeleton } from '../../parts/states';
import { Text } from '../../parts/text';
import { askTagged, EditLimits, type Tagged } from './edit-limits';
import { FiguresPanel } from './figures-panel';
import { LimitsPanel } from './limits-panel';
import { QueueActions } from './queue-actions';
import { QueueLine } from './queue-line';
import { StateCounts } from './state-counts';

const SPANS = [
  ['Last hour', 60],
  ['Last 6 hours', 360],
  ['Last day', 1_440],
] as const;
const RATE_WINDOW_MS = 10_000;

/** Where does it stand, and what may I change? */
export function QueuePage({ name }: { readonly name: string }): JSX.Element {
  const live = useLive<Tagged>(`queue ${name}`, (signal) => askTagged(name, signal));
  const [editing, setEditing] = useState<Tagged | null>(null);
  const done = useDone(live.data, live.at);
  if (live.data === null && ['not_found', 'invalid', 'malformed'].includes(live.error?.code ?? '')) {
    return <NoSuchQueue name={name} />;
  }
  return (
    <>
      <PageHead name={name} title={<Text value={name} />}>
        {live.data !== null && <QueueActions queue={live.data.queue} onDone={live.reload} />}
      </PageHead>
      <Loaded live={live} rows={4}>
        {({ queue }) => (
          <>
            <QueueLine queue={queue} done={done} />
            <StateCounts queue={queue} />
          </>
        )}
      </Loaded>
      {live.data !== null && <FiguresPanel queue={live.data.queue} />}
      <QueueCharts name={name} tagged={live.data} at={live.at} />
      {live.data !== null && <LimitsPanel queue={live.data.queue} onEdit={() => setEditing(live.data)} />}
      {editing !== null && (
        <EditLimits start={editing} onClose={() => setEditing(null)} onDone={live.reload} />
      )}
    </>
  );
}

function QueueCharts({
  name,
  tagged,
  at,
}: {
  readonly name: string;
  readonly tagged: Tagged | null;
  readonly at: number;
}): JSX.Element {
  const [points, setPoints] = useState<number>(SPANS[0][1]);
  const timeline = useTimeline(`metrics/history?queue=${encodeURIComponent(name)}`, points, 10_000);
  const most = tagged?.queue.limits.concurrency ?? null;
  return (
    <section class="timeline" aria-label="Over time">
      <div class="spans" role="group" aria-label="How far back">
        {SPANS.map(([label, value]) => (
          <button
            key={label}
            type="button"
            class="quiet small"
            aria-pressed={points === value}
            onClick={() => setPoints(value)}
          >
            {label}
          </button>
        ))}
      </div>
      {timeline.data === null ? (
        timeline.error === null && <Skeleton rows={8} />
      ) : (
        <TimelineCharts
          timeline={timeline.data}
          percentiles
          most={most === null ? null : { label: 'At most', value: most }}
          latest={tagged === null ? null : { at, states: tagged.queue.states }}
        />
      )}
    </section>
  );
}

/** Completed jobs a second, of the last seconds. */
function useDone(tagged: Tagged | null, at: number): number | null {
  const meter = useRef(new RateMeter(RATE_WINDOW_MS));
  const measured = useRef(0);
  if (tagged !== null && measured.current !== at) {
    measured.current = at;
    meter.current.add(at, tagged.queue.counters);
  }
  return meter.current.of('completed');
}

function NoSuchQueue({ name }: { readonly name: string }): JSX.Element {
  return (
    <>
      <PageHead title="No such queue" />
      <section class="panel">
        <Empty title="There is no queue of this name here.">
          <p class="mono">
            <Text value={name} />
          </p>
          <p>A queue is made by its first job, or by its first setting.</p>
          <p>
            <a href={hrefOf('queues')}>To the queues</a>
          </p>
        </Empty>
      </section>
    </>
  );
}
