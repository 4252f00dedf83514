import type { Counters, NamespaceCounts } from '../../core/counters';
import { type JobState, JOB_STATES } from '../../core/states';

/** In the order of what history-record writes down. */
export const COUNTERS = [
  'enqueued',
  'started',
  'completed',
  'failed',
  'cancelled',
  'retried',
  'lapsed',
  'snoozed',
  'released',
  'dropped',
] as const satisfies readonly (keyof Counters)[];

/** From the fields of a `stats` or `counts` hash; what was never counted is 0. */
export function countersFrom(fields: ReadonlyMap<string, string>): Counters {
  return Object.fromEntries(
    COUNTERS.map((name) => [name, Number(fields.get(name) ?? 0)]),
  ) as unknown as Counters;
}

export function namespaceCountsFrom(fields: ReadonlyMap<string, string>): NamespaceCounts {
  return {
    counters: countersFrom(fields),
    states: Object.fromEntries(
      JOB_STATES.map((state) => [state, Number(fields.get(`state:${state}`) ?? 0)]),
    ) as Record<JobState, number>,
    bytes: Number(fields.get('bytes') ?? 0),
  };
}
