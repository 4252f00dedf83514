import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { now } from '../../app/clock';
import type { Metrics, State } from '../../api/types';
import { count, percent, plural, rate, short } from '../../format/numbers';
import { span } from '../../format/time';
import { latestOf, sumOf, type Timeline } from '../../live/history';
import { streaming } from '../../live/link';
import { RateMeter } from '../../live/rates';
import { stats } from '../../live/stream';
import { Glyph } from '../../parts/glyph';

const WINDOW_MS = 5_000;

interface Tile {
  readonly label: string;
  readonly state?: State;
  readonly value: ComponentChildren;
  readonly note: string;
}

/** Five numbers: how fast, how much waits, how much runs, how much fails, how long it takes. */
export function Tiles({
  metrics,
  timeline,
}: {
  readonly metrics: Metrics;
  readonly timeline: Timeline | null;
}): JSX.Element {
  const speeds = useSpeeds();
  const states = stats.value?.stats.states ?? metrics.states;
  const failed = stats.value?.stats.counters.failed ?? metrics.failed;
  const waiting = states.queued + states.scheduled + states.blocked;
  const done = speeds?.done ?? latestOf(timeline?.rates['completed']);
  const coming = speeds?.coming ?? latestOf(timeline?.rates['enqueued']);
  const wait = metrics.wait_ms ?? null;
  const tiles: Tile[] = [
    {
      label: 'Throughput',
      state: 'completed',
      value: `${rate(done)}/s`,
      note: `${rate(coming)}/s coming in`,
    },
    {
      label: 'Waiting',
      state: 'queued',
      value: short(waiting),
      note: `${short(states.scheduled)} scheduled, ${short(states.blocked)} blocked`,
    },
    {
      label: 'Running',
      state: 'in_progress',
      value: short(states.in_progress),
      note:
        metrics.workers === 0
          ? 'no worker is alive'
          : `of ${plural(metrics.slots, 'slot')}, ${plural(metrics.workers, 'worker')}`,
    },
    {
      label: 'Failure rate',
      state: 'failed',
      value: percent(failureShare(timeline)),
      note: `${count(failed)} failed in all`,
    },
    {
      label: 'Wait, p95',
      value: span(wait?.p95),
      note: wait === null ? 'not measured' : `median ${span(wait.p50)}`,
    },
  ];
  return (
    <ul class="tiles">
      {tiles.map(({ label, state, value, note }) => (
        <li key={label}>
          <span class="label">
            {state !== undefined && <Glyph state={state} />}
            {label}
          </span>
          <span class="figure">{value}</span>
          <span class="note">{note}</span>
        </li>
      ))}
    </ul>
  );
}

/** Of what ended in the last minute; null while nothing did. */
function failureShare(timeline: Timeline | null): number | null {
  if (timeline === null) {
    return null;
  }
  const last = (name: string) =>
    (timeline.raw.increments[name] ?? [])
      .slice(-Math.round(60_000 / timeline.stepMs))
      .reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const failed = last('failed');
  const ended = failed + last('completed');
  return ended === 0
    ? sumOf(timeline.rates['completed']).some((value) => value !== null)
      ? 0
      : null
    : failed / ended;
}

/** From the events of the last seconds: sooner than the history, which comes in steps. */
function useSpeeds(): { readonly done: number | null; readonly coming: number | null } | null {
  const meter = useRef(new RateMeter(WINDOW_MS));
  const [speeds, setSpeeds] = useState<{ done: number | null; coming: number | null } | null>(null);
  const live = streaming.value;
  useEffect(() => {
    meter.current = new RateMeter(WINDOW_MS);
    setSpeeds(null);
  }, [live]);
  const latest = stats.value;
  useEffect(() => {
    if (!live || latest === null) {
      return;
    }
    // Where nothing changes nothing is sent: then the counters are as they were.
    meter.current.add(Math.max(latest.at, now.value - 1_000), latest.stats.counters);
    setSpeeds({ done: meter.current.of('completed'), coming: meter.current.of('enqueued') });
  }, [live, latest, now.value]);
  return live ? speeds : null;
}
