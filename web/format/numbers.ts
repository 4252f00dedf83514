const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const TENTHS = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** What is not known. */
export const NONE = '–';

/** `12,431` */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : WHOLE.format(value);
}

/** `12,431`, and from 100,000 on `214.8K` */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return NONE;
  }
  return Math.abs(value) < 100_000 ? WHOLE.format(value) : SHORT.format(value);
}

/** A number for each second: `0.4`, `138`, `2,277` */
export function rate(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return NONE;
  }
  return value > 0 && value < 10 ? TENTHS.format(value) : short(Math.round(value));
}

/** @param share 0 to 1 */
export function percent(share: number | null): string {
  if (share === null) {
    return NONE;
  }
  return `${share > 0 && share < 0.1 ? TENTHS.format(share * 100) : WHOLE.format(share * 100)}%`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `2.1 kB`, by thousands */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return NONE;
  }
  let rest = value;
  let unit = 0;
  while (rest >= 1_000 && unit < UNITS.length - 1) {
    rest /= 1_000;
    unit += 1;
  }
  return `${rest < 10 && unit > 0 ? TENTHS.format(rest) : WHOLE.format(rest)} ${UNITS[unit] ?? ''}`;
}

/** `1 job`, `12,431 jobs` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
