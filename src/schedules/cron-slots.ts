import { Cron } from 'croner';

/** Longest cron expression that is read; the longest useful one is far shorter. */
export const MAX_CRON_LENGTH = 200;

/** An IANA name, not an offset: an offset has no switches, and `every_ms` or UTC say that better. */
const ZONE = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/** Slots of a cron expression in a time zone; docs/schedules.md says what happens when clocks change. */
export class CronSlots {
  private readonly cron: Cron;

  /** @throws {Error} in words for people, if it is not a cron expression of five fields. */
  constructor(expression: string, zone: string) {
    // `?` is the moment at which it is read: another one in each process.
    if (expression.length > MAX_CRON_LENGTH || expression.includes('?')) {
      throw new Error('not a cron expression');
    }
    this.cron = new Cron(expression, { mode: '5-part', timezone: zone, paused: true });
  }

  /** The first slot after a moment (epoch ms, like the moment); null if there is none any more. */
  after(moment: number): number | null {
    return this.cron.nextRun(new Date(moment))?.getTime() ?? null;
  }
}

/** Whether this release knows the time zone. */
export function isTimeZone(name: string): boolean {
  if (!ZONE.test(name)) {
    return false;
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
