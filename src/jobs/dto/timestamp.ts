/** RFC 3339 with a zone; a moment without one would mean something else on every host. */
const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

export const TIMESTAMP_DETAIL = 'must be a time like 2026-11-25T12:00:00.000Z (RFC 3339, with a zone)';

/** Epoch ms (fractions of a millisecond dropped); null for what is not an RFC 3339 time. */
export function parseTimestamp(text: unknown): number | null {
  const match = typeof text === 'string' ? TIMESTAMP.exec(text) : null;
  if (match === null) {
    return null;
  }
  const [, year, month, day] = match.map(Number);
  if (year === undefined || month === undefined || day === undefined || !isDay(year, month, day)) {
    return null; // Date.parse takes 30 February for 2 March
  }
  const moment = Date.parse(match[0].toUpperCase());
  return Number.isNaN(moment) ? null : moment;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
