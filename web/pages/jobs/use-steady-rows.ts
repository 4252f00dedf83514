import { useRef, useState } from 'preact/hooks';
import type { JobSummary } from '../../api/types';

/** Rows that change where they are; new ones wait until they are asked for. */
export interface SteadyRows {
  readonly rows: readonly JobSummary[];
  /** How many there are that are not shown. */
  readonly fresh: number;
  readonly show: () => void;
}

/** @param key with another one, all rows are those of the answer */
export function useSteadyRows(key: string, jobs: readonly JobSummary[] | null): SteadyRows {
  const kept = useRef<{ key: string; ids: readonly string[]; known: Map<string, JobSummary> } | null>(null);
  const [, again] = useState(0);
  if (jobs !== null && (kept.current === null || kept.current.key !== key || kept.current.ids.length === 0)) {
    kept.current = { key, ids: jobs.map(({ id }) => id), known: new Map() };
  }
  const state = kept.current;
  if (state === null || state.key !== key) {
    return { rows: [], fresh: 0, show: () => undefined };
  }
  jobs?.forEach((job) => state.known.set(job.id, job));
  const shown = new Set(state.ids);
  return {
    rows: state.ids.flatMap((id) => state.known.get(id) ?? []),
    fresh: jobs?.filter(({ id }) => !shown.has(id)).length ?? 0,
    show: () => {
      kept.current = null;
      again((count) => count + 1);
    },
  };
}
