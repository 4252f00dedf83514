import type { Column, History } from '../api/types';

/** Columns over time, ready for charts. */
export interface Timeline {
  readonly stepMs: number;
  /** End of each step (epoch seconds): what happened within it was known then. */
  readonly times: readonly number[];
  /** Beginning of each step (epoch seconds): the states are of that moment. */
  readonly starts: readonly number[];
  /** Jobs or attempts a second, in each step. */
  readonly rates: Readonly<Record<string, Column>>;
  readonly states: Readonly<Record<string, Column>>;
  /** Everything that was sent, as it came. */
  readonly raw: History;
}

export function timelineOf(history: History): Timeline {
  const { step_ms: stepMs, points } = history;
  const from = Date.parse(history.from);
  const perSecond = (value: number | null) => (value === null ? null : value / (stepMs / 1_000));
  return {
    stepMs,
    times: Array.from({ length: points }, (_, i) => (from + (i + 1) * stepMs) / 1_000),
    starts: Array.from({ length: points }, (_, i) => (from + i * stepMs) / 1_000),
    rates: Object.fromEntries(
      Object.entries(history.increments).map(([name, column]) => [name, column.map(perSecond)]),
    ),
    states: history.states,
    raw: history,
  };
}

/** The sum of columns; null where one is not known. */
export function sumOf(...columns: readonly (Column | undefined)[]): Column {
  const [first = []] = columns;
  return first.map((_, i) =>
    columns.reduce<number | null>((sum, column) => {
      const value = column?.[i] ?? null;
      return sum === null || value === null ? null : sum + value;
    }, 0),
  );
}

/** The latest value that is known, if it is not older than a few steps. */
export function latestOf(column: Column | undefined): number | null {
  return column?.slice(-4).findLast((value) => value !== null) ?? null;
}
