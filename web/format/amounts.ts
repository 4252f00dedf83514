/** What a person writes for a number, a size, a time or a rate, and back: exactly, so that what is not touched stays. */

const SIZES = [
  ['GiB', 1_073_741_824],
  ['MiB', 1_048_576],
  ['KiB', 1_024],
  ['GB', 1_000_000_000],
  ['MB', 1_000_000],
  ['kB', 1_000],
  ['B', 1],
] as const;

const TIMES = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

type Units = readonly (readonly [unit: string, size: number])[];

/** `5000`, `5,000`, `5 000` → 5000. @returns null for anything else */
export function parseCount(text: string): number | null {
  const digits = text.trim().replace(/[ ,_](?=\d{3}(?:\D|$))/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** `256 MiB`, `1.5 GB`, `4096` → bytes */
export const parseBytes = (text: string): number | null => parseAmount(text, SIZES, 'B');

/** `30 s`, `1 h 30 min`, `250` → ms */
export const parseDuration = (text: string): number | null => parseAmount(text, TIMES, 'ms');

/** 268435456 → `256 MiB` */
export const exactBytes = (value: number): string => exactly(value, SIZES);

/** 5400000 → `90 min` */
export const exactDuration = (ms: number): string => exactly(ms, TIMES);

/** How many within how many ms. */
export interface Rate {
  readonly limit: number;
  readonly per_ms: number;
}

/** `120/s`, `5 / 10 min` */
export function parseRate(text: string): Rate | null {
  const [, most = '', per = ''] = /^\s*([\d ,_]+?)\s*(?:\/|per)\s*(.+)$/.exec(text) ?? [];
  const limit = parseCount(most);
  const perMs = parseDuration(/^\d/.test(per) ? per : `1 ${per}`);
  return limit === null || perMs === null ? null : { limit, per_ms: perMs };
}

/** `120/s`, `5/10 min` */
export function rateText({ limit, per_ms: perMs }: Rate): string {
  return `${limit}/${exactly(perMs, TIMES).replace(/^1 /, '')}`;
}

/** The largest unit that leaves nothing over. */
function exactly(value: number, units: Units): string {
  const [unit, size] = units.find(([, one]) => value >= one && value % one === 0) ?? units.at(-1) ?? ['', 1];
  return `${value / size} ${unit}`;
}

function parseAmount(text: string, units: Units, bare: string): number | null {
  const parts = [...text.trim().matchAll(/\s*(\d[\d,_]*(?:\.\d+)?)\s*([a-z]*)\s*|./giu)];
  let sum = 0;
  for (const [, digits, unit = ''] of parts) {
    const wanted = unit === '' ? bare : unit;
    const size = units.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
    if (digits === undefined || size === undefined) {
      return null;
    }
    sum += Number(digits.replace(/[,_]/g, '')) * size;
  }
  return parts.length > 0 && Number.isSafeInteger(sum) ? sum : null;
}
