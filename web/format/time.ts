import { NONE } from './numbers';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `155 ms`, `1.2 s`, `39 min`, `2 h 5 min`, `3 d` */
export function span(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) {
    return NONE;
  }
  if (ms < SECOND) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < MINUTE) {
    return `${ms < 10 * SECOND ? (ms / SECOND).toFixed(1).replace(/\.0$/, '') : Math.floor(ms / SECOND)} s`;
  }
  if (ms < HOUR) {
    return `${Math.floor(ms / MINUTE)} min`;
  }
  if (ms < DAY) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    return `${Math.floor(ms / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
  }
  const hours = Math.floor((ms % DAY) / HOUR);
  return `${Math.floor(ms / DAY)} d${hours === 0 || ms > 7 * DAY ? '' : ` ${hours} h`}`;
}

/** `2 min ago`, `in 3 h`, `now` */
export function relative(moment: number, now: number): string {
  const distance = moment - now;
  if (Math.abs(distance) < SECOND) {
    return 'now';
  }
  const rounded =
    Math.abs(distance) < MINUTE ? Math.floor(Math.abs(distance) / SECOND) * SECOND : Math.abs(distance);
  return distance < 0 ? `${span(rounded)} ago` : `in ${span(rounded)}`;
}

const LOCAL = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `25 Nov 2026, 12:00:00 CET` */
export const local = (moment: number): string => LOCAL.format(moment);

/** `12:00:00` */
export const clock = (moment: number): string => CLOCK.format(moment);

/** `Thu 26 Nov, 02:00:00 GMT+1`, in a time zone; in UTC where the browser does not know it. @param zone null: here */
export function inZone(moment: number, zone: string | null): string {
  try {
    return zoned(zone ?? undefined).format(moment);
  } catch {
    return zoned('UTC').format(moment);
  }
}

const zoned = (timeZone: string | undefined) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    ...{ second: '2-digit', timeZoneName: 'short', timeZone },
  });

/** Of an answer of the API. */
export function epoch(time: string | null | undefined): number | null {
  const moment = time === null || time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(moment) ? null : moment;
}
