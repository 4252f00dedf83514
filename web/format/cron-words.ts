const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
]);

/** Common cron expressions as people say them: `Daily 02:00`. null for the others: they are shown as they are. */
export function cronWords(expression: string): string | null {
  const text = expression.trim().toLowerCase();
  const parts = (NAMED.get(text) ?? text).split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = parts;
  if (parts.length !== 5 || month !== '*') {
    return null;
  }
  const at = timeOf(minute, hour);
  if (day === '*' && weekday === '*') {
    return at === null ? often(minute, hour) : `Daily ${at}`;
  }
  if (at === null) {
    return null;
  }
  if (day === '*') {
    const days = weekdays(weekday);
    return days === null ? null : `${days} ${at}`;
  }
  return weekday === '*' && /^([1-9]|[12]\d|3[01])$/.test(day) ? `Day ${day} of the month, ${at}` : null;
}

function often(minute: string, hour: string): string | null {
  if (hour !== '*') {
    return null;
  }
  if (minute === '*') {
    return 'Every minute';
  }
  const step = Number(/^\*\/(\d{1,2})$/.exec(minute)?.[1] ?? 0);
  if (step > 0 && 60 % step === 0) {
    return step === 1 ? 'Every minute' : `Every ${step} min`;
  }
  const of = numberIn(minute, 59);
  return of === null ? null : of === 0 ? 'Every hour' : `Hourly at :${twoDigits(of)}`;
}

function timeOf(minute: string, hour: string): string | null {
  const m = numberIn(minute, 59);
  const h = numberIn(hour, 23);
  return m === null || h === null ? null : `${twoDigits(h)}:${twoDigits(m)}`;
}

/** `1`, `mon`, `mon-fri` */
function weekdays(text: string): string | null {
  const [from = '', to, ...rest] = text.split('-');
  const first = dayOf(from);
  if (first === null || rest.length > 0) {
    return null;
  }
  if (to === undefined) {
    return `${first}s`;
  }
  const last = dayOf(to);
  return last === null ? null : `${first} to ${last}`;
}

function dayOf(text: string): string | null {
  const number = /^[0-7]$/.test(text) ? Number(text) % 7 : -1;
  return DAYS.find((day, i) => i === number || day.slice(0, 3).toLowerCase() === text) ?? null;
}

function numberIn(text: string, most: number): number | null {
  return /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : null;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
