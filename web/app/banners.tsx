import type { JSX } from 'preact';
import { askJson } from '../api/client';
import type { Info, Metrics } from '../api/types';
import { plural } from '../format/numbers';
import { link, phase, takesNothingNew } from '../live/link';
import { useLive } from '../live/use-live';
import { now } from './clock';
import { relative } from '../format/time';

interface Banner {
  readonly level: 'bad' | 'warn' | 'note';
  readonly text: string;
}

/** What everybody should know, the worst first. */
export function Banners(): JSX.Element {
  const info = useLive<Info>(
    'info',
    async (signal) => {
      const told = await askJson<Info>('info', { signal });
      phase.value = told.phase;
      return told;
    },
    10_000,
  );
  const metrics = useLive<Metrics>('banner-metrics', (signal) => askJson('metrics', { signal }), 5_000);
  const banners = [
    ...connection(info.data, metrics.error?.code ?? null, metrics.at),
    ...storeOf(info.data),
    ...(takesNothingNew.value
      ? [note('This replica is shutting down. Another one takes over; reading goes on until then.')]
      : []),
    ...workersOf(metrics.data),
  ];
  return (
    <div class="banners" role="status">
      {banners.map(({ level, text }) => (
        <p key={text} class={`banner ${level}`}>
          {text}
        </p>
      ))}
    </div>
  );
}

const note = (text: string): Banner => ({ level: 'note', text });
const bad = (text: string): Banner => ({ level: 'bad', text });
const warn = (text: string): Banner => ({ level: 'warn', text });

function connection(info: Info | null, code: string | null, at: number): Banner[] {
  const age = at === 0 ? '' : ` What you see is from ${relative(at, now.value)}.`;
  if (link.value === 'offline') {
    return [bad(`The service does not answer.${age}`)];
  }
  return info?.store === null || code === 'store_unavailable'
    ? [bad(`Redis does not answer: new jobs are refused, and nothing starts.${age}`)]
    : [];
}

function storeOf(info: Info | null): Banner[] {
  const {
    used_memory_bytes: used,
    max_memory_bytes: most,
    checks,
  } = info?.store ?? {
    used_memory_bytes: null,
    max_memory_bytes: null,
    checks: [],
  };
  const full =
    used !== null && most !== null && used >= most * 0.9
      ? [bad(`Redis has used ${Math.round((used / most) * 100)}% of its memory. New jobs are refused soon.`)]
      : [];
  return [
    ...full,
    ...checks.filter(({ level }) => level === 'unfit').map(({ detail }) => bad(`Redis: ${detail}`)),
  ];
}

function workersOf(metrics: Metrics | null): Banner[] {
  if (metrics === null || metrics.workers > 0 || metrics.queue_depth === 0) {
    return [];
  }
  return [
    warn(
      metrics.queue_depth === 1
        ? 'No worker is alive: 1 job waits.'
        : `No worker is alive: ${plural(metrics.queue_depth, 'job')} wait.`,
    ),
  ];
}
