import { type Fields, fieldsOf, shown } from './answer';
import { parseDuration, since, span } from './duration';
import { safeText, shorten } from './safe-text';
import { listText, tableText } from './table';
import { stateText, type Terminal } from './terminal';

/** Schedules, one a line. */
export function schedulesTable(terminal: Terminal, schedules: readonly Fields[]): string {
  const now = Date.now();
  return tableText(
    terminal,
    [
      { head: 'SCHEDULE' },
      { head: 'STATE' },
      { head: 'WHEN' },
      { head: 'NEXT', align: 'right' },
      { head: 'LAST JOB' },
      { head: 'ENDED' },
      { head: 'NOTE' },
    ],
    schedules.map((schedule) => {
      const last = fieldsOf(schedule['last_run']);
      return [
        safeText(shown(schedule['name'])),
        stateText(terminal, shown(schedule['state'])),
        safeText(shorten(whenText(schedule), 40)),
        since(nextOf(schedule)[0], now),
        safeText(shorten(shown(last['job_id']), 40)),
        stateText(terminal, shown(last['status'])),
        safeText(noteOf(schedule)),
      ];
    }),
  );
}

/** One schedule, whole. */
export function scheduleText(terminal: Terminal, schedule: Fields): string {
  const last = fieldsOf(schedule['last_run']);
  const job = fieldsOf(schedule['job']);
  const lastText =
    last['job_id'] === undefined
      ? ''
      : `${shown(last['job_id'])}, ${since(last['enqueued_at'])}, ${shown(last['status'] ?? 'not kept any more')}`;
  return listText(terminal, [
    ['schedule', safeText(shown(schedule['name']))],
    ['state', stateText(terminal, shown(schedule['state']))],
    ['when', safeText(whenText(schedule))],
    ['starts', safeText(shown(schedule['starts_at']))],
    ['ends', safeText(shown(schedule['ends_at']))],
    ['overlap', safeText(shown(schedule['overlap']))],
    ['catch up', safeText(shown(schedule['catch_up']))],
    ...nextOf(schedule).map((at, i) => [i === 0 ? 'next' : '', `${safeText(at)} (${since(at)})`] as const),
    ['last job', safeText(lastText)],
    ['note', safeText(noteOf(schedule))],
    ['job', safeText(JSON.stringify(job))],
  ]);
}

function whenText(schedule: Fields): string {
  const { cron, time_zone, every_ms } = schedule;
  if (typeof cron === 'string') {
    return `${cron} ${shown(time_zone)}`;
  }
  const ms = parseDuration(shown(every_ms));
  return ms === null ? '' : `every ${span(ms)}`;
}

function nextOf(schedule: Fields): string[] {
  const times: unknown = schedule['next_times'];
  return Array.isArray(times) ? times.map(shown) : [];
}

/** Why the next slot does not become a job, or the last one did not. */
function noteOf(schedule: Fields): string {
  const held = fieldsOf(schedule['held']);
  if (held['reason'] !== undefined) {
    return `held since ${since(held['since'])}: ${shown(held['reason'])}`;
  }
  const skipped = fieldsOf(schedule['last_skip']);
  return skipped['reason'] === undefined
    ? ''
    : `skipped ${since(skipped['slot_at'])}: ${shown(skipped['reason'])}`;
}
