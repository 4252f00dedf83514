import fc from 'fast-check';
import { CronSlots, isTimeZone } from '../../../src/schedules/cron-slots';
import { Slots, type Timing } from '../../../src/schedules/slots';

const NEW_YORK = 'America/New_York';

const timing = (chosen: Partial<Timing>): Timing => ({
  ...{ cron: null, timeZone: 'UTC', everyMs: null, anchor: null, startsAt: null, endsAt: null },
  ...chosen,
});

/** The slots of a cron expression after a moment, as ISO texts without seconds. */
function slotsOf(cron: string, timeZone: string, from: string, count: number): string[] {
  const slots = new Slots(timing({ cron, timeZone })).following(Date.parse(from), count);
  return slots.map((slot) => new Date(slot).toISOString().replace(':00.000Z', 'Z'));
}

describe('cron slots when clocks change (docs/schedules.md)', () => {
  it('S30 `0 6 * * MON` in New York stays at six o’clock there', () => {
    // Winter time until 8 March 2026, summer time from then on.
    expect(slotsOf('0 6 * * MON', NEW_YORK, '2026-03-01T00:00Z', 3)).toEqual([
      ...['2026-03-02T11:00Z', '2026-03-09T10:00Z', '2026-03-16T10:00Z'],
    ]);
    expect(slotsOf('0 6 * * MON', NEW_YORK, '2026-10-25T00:00Z', 3)).toEqual([
      ...['2026-10-26T10:00Z', '2026-11-02T11:00Z', '2026-11-09T11:00Z'],
    ]);
  });

  it('S30 `30 2 * * *` runs once on the day without a 02:30: at 03:00, the first moment after the gap', () => {
    expect(slotsOf('30 2 * * *', NEW_YORK, '2026-03-07T00:00Z', 3)).toEqual([
      ...['2026-03-07T07:30Z', '2026-03-08T07:00Z', '2026-03-09T06:30Z'],
    ]);
    // 02:30 itself exists once in autumn.
    expect(slotsOf('30 2 * * *', NEW_YORK, '2026-10-31T00:00Z', 3)).toEqual([
      ...['2026-10-31T06:30Z', '2026-11-01T07:30Z', '2026-11-02T07:30Z'],
    ]);
  });

  it('a fixed time that exists twice runs once, the first time', () => {
    expect(slotsOf('30 1 * * *', NEW_YORK, '2026-10-31T00:00Z', 3)).toEqual([
      ...['2026-10-31T05:30Z', '2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ]);
  });

  it('a time of every hour leaves out what does not exist, and runs on both of what exists twice', () => {
    expect(slotsOf('30 * * * *', NEW_YORK, '2026-03-08T06:00Z', 3)).toEqual([
      ...['2026-03-08T06:30Z', '2026-03-08T07:30Z', '2026-03-08T08:30Z'],
    ]);
    expect(slotsOf('30 * * * *', NEW_YORK, '2026-11-01T05:00Z', 3)).toEqual([
      ...['2026-11-01T05:30Z', '2026-11-01T06:30Z', '2026-11-01T07:30Z'],
    ]);
    expect(slotsOf('*/30 1 * * *', NEW_YORK, '2026-11-01T04:00Z', 5)).toEqual([
      ...['2026-11-01T05:00Z', '2026-11-01T05:30Z', '2026-11-01T06:00Z', '2026-11-01T06:30Z'],
      '2026-11-02T06:00Z',
    ]);
    expect(slotsOf('*/30 1-3 * * *', NEW_YORK, '2026-03-08T05:00Z', 5)).toEqual([
      ...['2026-03-08T06:00Z', '2026-03-08T06:30Z', '2026-03-08T07:00Z', '2026-03-08T07:30Z'],
      '2026-03-09T05:00Z',
    ]);
  });

  it('zones of half and quarter hours, and one whose clock moves by half an hour', () => {
    expect(slotsOf('0 9 * * *', 'Asia/Kolkata', '2026-04-03T00:00Z', 2)).toEqual([
      ...['2026-04-03T03:30Z', '2026-04-04T03:30Z'],
    ]);
    expect(slotsOf('0 9 * * *', 'Asia/Kathmandu', '2026-04-03T00:00Z', 1)).toEqual(['2026-04-03T03:15Z']);
    // Lord Howe: +10:30, in summer +11. 02:15 does not exist on 4 October 2026; 01:45 exists twice on 5 April.
    expect(slotsOf('15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T00:00Z', 3)).toEqual([
      ...['2026-10-02T15:45Z', '2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    ]);
    expect(slotsOf('45 1 * * *', 'Australia/Lord_Howe', '2026-04-03T00:00Z', 3)).toEqual([
      ...['2026-04-03T14:45Z', '2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ]);
  });

  it('is the same wherever one starts to count, also around both switches', () => {
    const zones = [NEW_YORK, 'Australia/Lord_Howe', 'Europe/Berlin', 'UTC'];
    const crons = ['30 2 * * *', '30 1 * * *', '*/15 * * * *', '0 6 * * MON', '0,30 1-3 * * *'];
    const days = ['2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31'];
    fc.assert(
      fc.property(
        ...[fc.constantFrom(...zones), fc.constantFrom(...crons), fc.constantFrom(...days)],
        fc.integer({ min: 0, max: 2 * 86_400_000 }),
        (zone, cron, day, offset) => {
          const slots = new CronSlots(cron, zone);
          const moment = Date.parse(day) + offset;
          let slot = slots.after(Date.parse(day));
          while (slot !== null && slot <= moment) {
            const next = slots.after(slot);
            expect(next).toBeGreaterThan(slot);
            slot = next;
          }
          expect(slots.after(moment)).toBe(slot);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('periods', () => {
  it('count from the anchor, whenever one asks', () => {
    const slots = new Slots(timing({ everyMs: 90_000, anchor: 1_000 }));
    expect(slots.following(1_000, 3)).toEqual([91_000, 181_000, 271_000]);
    expect(slots.after(91_000)).toBe(181_000);
    expect(slots.after(90_999)).toBe(91_000);
    expect(slots.after(1_000 + 90_000 * 1_000_000)).toBe(1_000 + 90_000 * 1_000_001);
  });

  it('begin with starts_at, and end before ends_at', () => {
    const slots = new Slots(timing({ everyMs: 10, anchor: 100, startsAt: 100, endsAt: 120 }));
    expect(slots.following(0, 9)).toEqual([100, 110]);
    const cron = new Slots(timing({ cron: '* * * * *', startsAt: 120_000, endsAt: 240_000 }));
    expect(cron.following(0, 9)).toEqual([120_000, 180_000]);
  });
});

describe('the latest slots of a downtime', () => {
  it('are the last ones in order, the first due one included', () => {
    const slots = new Slots(timing({ cron: '* * * * *' }));
    const minute = (n: number) => n * 60_000;
    expect(slots.latest(minute(1), minute(61) + 5, 1)).toEqual([minute(61)]);
    expect(slots.latest(minute(1), minute(61) + 5, 3)).toEqual([minute(59), minute(60), minute(61)]);
    expect(slots.latest(minute(60), minute(61), 9)).toEqual([minute(60), minute(61)]);
    expect(slots.latest(minute(61), minute(61), 9)).toEqual([minute(61)]);
  });

  it('cost no more after ten years than after an hour', () => {
    const slots = new Slots(timing({ everyMs: 1_000, anchor: 0 }));
    let asked = 0;
    const after = slots.after.bind(slots);
    slots.after = (moment) => {
      asked += 1;
      return after(moment);
    };
    const now = 10 * 365 * 86_400_000;
    expect(slots.latest(1_000, now, 100)).toHaveLength(100);
    expect(asked).toBeLessThan(1_000);
  });
});

describe('what is no cron expression or zone', () => {
  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '? * * * *',
    '@reboot',
    'x'.repeat(300),
    '* * * * * 2020',
  ])('refuses %s', (cron) => {
    expect(() => new CronSlots(cron, 'UTC')).toThrow();
  });

  it('knows IANA names only', () => {
    const names = ['UTC', NEW_YORK, 'Etc/GMT+3', 'Mars/Olympus', '+05:30', '', '../x', 'a'.repeat(99)];
    expect(names.map(isTimeZone)).toEqual([true, true, true, false, false, false, false, false]);
  });

  it('says that a day comes never', () => {
    expect(new CronSlots('0 0 30 2 *', 'UTC').after(0)).toBeNull();
    expect(new CronSlots('0 0 29 2 *', 'UTC').after(0)).toBe(Date.parse('1972-02-29'));
  });
});
