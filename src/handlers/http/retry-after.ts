/** No target makes a job wait longer than this (ms). */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * How long a target asks to be left alone (RFC 9110 §10.2.3): seconds, or a date. A date is measured against
 * the target's own `Date`, where it has one, so that no two clocks need to agree.
 *
 * @param now epoch ms
 * @returns ms, at most {@link MAX_RETRY_AFTER_MS}; null where there is nothing, or nothing that can be read.
 */
export function retryAfterMs(
  value: string | undefined,
  date: string | undefined,
  now: number,
): number | null {
  if (value === undefined) {
    return null;
  }
  if (/^\s*\d+\s*$/.test(value)) {
    return Math.min(Number(value) * 1000, MAX_RETRY_AFTER_MS);
  }
  const until = httpDate(value);
  if (until === null) {
    return null;
  }
  const from = date === undefined ? now : (httpDate(date) ?? now);
  return Math.min(Math.max(0, until - from), MAX_RETRY_AFTER_MS);
}

/** Only the one form that may be sent today (RFC 9110 §5.6.7): Date.parse alone would read anything. */
function httpDate(text: string): number | null {
  const form = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
  const moment = form.test(text.trim()) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? null : moment;
}
