/** One quantity over the run. */
export interface Series {
  readonly name: string;
  readonly unit: 'MiB' | '';
  /** Seconds since the begin, and the value; null where there was none. */
  readonly points: readonly (readonly [seconds: number, value: number | null])[];
  /** What counts as flat: growth over the second half, as a share of the mean, and at least this much. */
  readonly bound: { readonly share: number; readonly least: number } | null;
}

export interface Flatness {
  readonly name: string;
  readonly unit: Series['unit'];
  readonly mean: number;
  /** By the least-squares line through the second half, from its begin to its end. */
  readonly growth: number;
  readonly allowed: number;
  readonly flat: boolean;
}

/** Fewer points say nothing about a slope. */
const FEWEST_POINTS = 5;

/**
 * Judges the second half of a series, when everything has warmed up. null: not to be judged.
 *
 * @throws {RangeError} if there are too few points to judge by.
 */
export function flatness({ name, unit, points, bound }: Series): Flatness | null {
  if (bound === null) {
    return null;
  }
  const known = points.filter((point): point is readonly [number, number] => point[1] !== null);
  const last = known.at(-1)?.[0] ?? 0;
  const half = known.filter(([seconds]) => seconds >= last / 2);
  if (half.length < FEWEST_POINTS) {
    throw new RangeError(`${name}: ${half.length} samples in the second half are too few`);
  }
  const meanX = mean(half.map(([seconds]) => seconds));
  const meanY = mean(half.map(([, value]) => value));
  const covariance = half.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = half.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const growth = (covariance / variance) * (last - (half[0]?.[0] ?? 0));
  const allowed = Math.max(bound.share * meanY, bound.least);
  return { name, unit, mean: meanY, growth, allowed, flat: growth <= allowed };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
