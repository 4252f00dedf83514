import { useRef } from 'preact/hooks';
import { askJson, namespaceName } from '../api/client';
import type { Column, History } from '../api/types';
import { timelineOf, type Timeline } from './history';
import { useLive, type Live } from './use-live';

/** How many of the last steps are asked for again: the latest increments come one step late. */
const OVERLAP = 4;

/**
 * The last `points` steps: all of them once, and then the new ones only.
 *
 * @param path of the history, without points
 */
export function useTimeline(path: string, points: number, everyMs = 5_000): Live<Timeline> {
  const known = useRef<{ readonly of: string; readonly history: History } | null>(null);
  const of = `${namespaceName()} ${path}`;
  return useLive(
    `${path} ${points}`,
    async (signal) => {
      const before = known.current?.of === of ? known.current.history : null;
      const missing =
        before === null ? points : Math.ceil((Date.now() - Date.parse(before.to)) / before.step_ms) + OVERLAP;
      const wanted = Math.max(1, Math.min(points, missing));
      const separator = path.includes('?') ? '&' : '?';
      const fresh = await askJson<History>(`${path}${separator}points=${wanted}`, { signal });
      const history = wanted === points || before === null ? fresh : joined(before, fresh, points);
      known.current = { of, history };
      return timelineOf(history);
    },
    everyMs,
  );
}

function joined(before: History, fresh: History, points: number): History {
  const step = fresh.step_ms;
  // Steps of the older one that come before the newer one begins; what is between the two is not known.
  const kept = Math.min(before.points, Math.round((Date.parse(fresh.from) - Date.parse(before.from)) / step));
  const gap = Math.max(0, Math.round((Date.parse(fresh.from) - Date.parse(before.to)) / step));
  const join = (old: Column = [], added: Column = []): Column => {
    const whole = [...old.slice(0, kept), ...Array<null>(gap).fill(null), ...added];
    return [...Array<null>(Math.max(0, points - whole.length)).fill(null), ...whole.slice(-points)];
  };
  const all = (old: History['states'] = {}, added: History['states'] = {}) =>
    Object.fromEntries(Object.entries(added).map(([name, column]) => [name, join(old[name], column)]));
  return {
    ...fresh,
    points,
    from: new Date(Date.parse(fresh.to) - points * step).toISOString(),
    increments: all(before.increments, fresh.increments),
    states: all(before.states, fresh.states),
    wait_ms: all(before.wait_ms, fresh.wait_ms),
    run_ms: all(before.run_ms, fresh.run_ms),
  };
}
