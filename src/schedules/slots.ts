import { CronSlots } from './cron-slots';

/** When a schedule runs. Moments are epoch ms. */
export interface Timing {
  readonly cron: string | null;
  /** IANA name; of no meaning without `cron`. */
  readonly timeZone: string;
  readonly everyMs: number | null;
  /** A moment from which `everyMs` counts; null without it. */
  readonly anchor: number | null;
  readonly startsAt: number | null;
  /** No slot at this moment or after it. */
  readonly endsAt: number | null;
}

/** Steps in which a long downtime is looked through backwards begin with this (ms). */
const FIRST_LOOK_BACK_MS = 60_000;

/** The slots of a schedule, one after the other. */
export class Slots {
  private readonly cron: CronSlots | null;

  /** @throws {Error} if the cron expression or its time zone cannot be read. */
  constructor(private readonly timing: Timing) {
    this.cron = timing.cron === null ? null : new CronSlots(timing.cron, timing.timeZone);
  }

  /** The first slot after a moment; null if there is none any more. */
  after(moment: number): number | null {
    const { startsAt, endsAt } = this.timing;
    const from = startsAt === null ? moment : Math.max(moment, startsAt - 1);
    const slot = this.cron === null ? this.everyAfter(from) : this.cron.after(from);
    return slot === null || (endsAt !== null && slot >= endsAt) ? null : slot;
  }

  /** Up to `count` slots after a moment. */
  following(moment: number, count: number): number[] {
    const slots: number[] = [];
    for (let slot = this.after(moment); slot !== null && slots.length < count; slot = this.after(slot)) {
      slots.push(slot);
    }
    return slots;
  }

  /**
   * The latest `count` slots from `first` (a slot) to `now`, in order. The cost depends on `count` and not on
   * how long ago `first` was: it looks back from now, twice as far each time.
   */
  latest(first: number, now: number, count: number): number[] {
    for (let back = FIRST_LOOK_BACK_MS; ; back *= 2) {
      const from = Math.max(first, now - back);
      const slots = from === first ? [first] : [];
      for (let slot = this.after(from); slot !== null && slot <= now; slot = this.after(slot)) {
        slots.push(slot);
      }
      if (from === first || slots.length >= count) {
        return slots.slice(Math.max(0, slots.length - count));
      }
    }
  }

  private everyAfter(moment: number): number {
    const { everyMs, anchor, startsAt } = this.timing;
    if (everyMs === null || anchor === null) {
      throw new Error('a schedule with neither cron nor every_ms');
    }
    // Without starts_at the first slot is one period after the beginning.
    const first = startsAt === null ? anchor + everyMs : anchor;
    return moment < first ? first : first + (Math.floor((moment - first) / everyMs) + 1) * everyMs;
  }
}
