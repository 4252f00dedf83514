import { StoreUnavailableError } from '../../../src/core/errors';
import type { ScheduleStore } from '../../../src/core/schedule-store';
import { recorded } from '../../support/engine-bed';
import { ScheduleBed } from './schedule-bed';

const NEW_YORK = 'America/New_York';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('S30 recurring jobs', () => {
  /** Three schedulers that all look at the same moments. */
  async function watch(bed: ScheduleBed, days: number): Promise<void> {
    const schedulers = [1, 2, 3].map(() => bed.scheduler());
    for (let step = 0; step < days * 24 * 6; step += 1) {
      bed.jump(10 * MINUTE);
      await Promise.all(schedulers.map((scheduler) => scheduler.runOnce()));
    }
  }

  it('over the switch to summer time in New York: each slot once, and 02:30 at 03:00', async () => {
    const bed = new ScheduleBed('2026-03-06T00:00:00Z');
    await bed.put('monday', { cron: '0 6 * * MON', timeZone: NEW_YORK });
    await bed.put('night', { cron: '30 2 * * *', timeZone: NEW_YORK });
    await watch(bed, 11);
    expect(await bed.slots('monday')).toEqual(['2026-03-09T10:00Z', '2026-03-16T10:00Z']);
    expect(await bed.slots('night')).toEqual([
      ...['2026-03-06T07:30Z', '2026-03-07T07:30Z', '2026-03-08T07:00Z', '2026-03-09T06:30Z'],
      ...['2026-03-10T06:30Z', '2026-03-11T06:30Z', '2026-03-12T06:30Z', '2026-03-13T06:30Z'],
      ...['2026-03-14T06:30Z', '2026-03-15T06:30Z', '2026-03-16T06:30Z'],
    ]);
    expect((await bed.read('night')).lastSkip).toBeNull();
  });

  it('over the switch to winter time: each slot once, also 01:30 that comes twice', async () => {
    const bed = new ScheduleBed('2026-10-30T12:00:00Z');
    await bed.put('monday', { cron: '0 6 * * MON', timeZone: NEW_YORK });
    await bed.put('night', { cron: '30 2 * * *', timeZone: NEW_YORK });
    await bed.put('twice', { cron: '30 1 * * *', timeZone: NEW_YORK });
    await watch(bed, 4);
    expect(await bed.slots('monday')).toEqual(['2026-11-02T11:00Z']);
    expect(await bed.slots('night')).toEqual([
      '2026-10-31T06:30Z',
      '2026-11-01T07:30Z',
      '2026-11-02T07:30Z',
      '2026-11-03T07:30Z',
    ]);
    expect(await bed.slots('twice')).toEqual([
      '2026-10-31T05:30Z',
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
      '2026-11-03T06:30Z',
    ]);
  });

  it.each([
    { catchUp: 1, overlap: 'skip', expected: ['13:00'] },
    { catchUp: 1, overlap: 'allow', expected: ['13:00'] },
    { catchUp: 3, overlap: 'allow', expected: ['12:58', '12:59', '13:00'] },
    { catchUp: 3, overlap: 'skip', expected: ['13:00'] },
    { catchUp: 0, overlap: 'allow', expected: [] },
  ] as const)(
    'after an hour’s downtime of a one-minute cron, catch_up $catchUp ($overlap) runs $expected',
    async ({ catchUp, overlap, expected }) => {
      const bed = new ScheduleBed('2026-06-01T12:00:30Z');
      await bed.put('minutely', { cron: '* * * * *' }, { catchUp, overlap });
      bed.jump(HOUR);
      const schedulers = [1, 2, 3].map(() => bed.scheduler());
      await Promise.all(schedulers.map((scheduler) => scheduler.runOnce()));
      expect(await bed.slots('minutely')).toEqual(expected.map((time) => `2026-06-01T${time}Z`));
      expect((await bed.read('minutely')).lastSkip).toMatchObject({
        ...{ slot: Date.parse('2026-06-01T12:01:00Z'), reason: 'missed' },
      });
      // And then as before.
      bed.jump(30_000);
      await schedulers[0]?.runOnce();
      expect((await bed.slots('minutely')).slice(expected.length)).toEqual(
        overlap === 'skip' ? [] : ['2026-06-01T13:01Z'],
      );
    },
  );

  it('the period is the same after a downtime, to the millisecond', async () => {
    const bed = new ScheduleBed('2026-06-01T12:00:00.123Z');
    const anchor = bed.now;
    await bed.put('every', { everyMs: 90_000, anchor });
    bed.jump(10 * HOUR + 1);
    await bed.scheduler().runOnce();
    expect(((await bed.read('every')).nextSlot ?? 0) - anchor).toBe(10 * HOUR + 90_000);
    expect(await bed.jobIds('every')).toEqual([`every@${anchor + 10 * HOUR}`]);
  });

  it('catch_up 0 runs a slot that is a little late, as every slot is', async () => {
    const bed = new ScheduleBed('2026-06-01T12:00:30Z');
    await bed.put('exact', { cron: '* * * * *' }, { catchUp: 0 });
    bed.jump(40_000);
    await bed.scheduler().runOnce();
    expect(await bed.slots('exact')).toEqual(['2026-06-01T12:01Z']);
  });
});

describe('a scheduler', () => {
  it('fires on the millisecond, and does not poll hot', async () => {
    const bed = new ScheduleBed('2026-06-01T12:00:00.000Z');
    await bed.put('every', { everyMs: 1_300, anchor: bed.now });
    let looks = 0;
    const counting = counted(bed.store, () => (looks += 1));
    const scheduler = bed.scheduler(bed.planner, counting);
    const fired = recorded(bed.events, 'enqueued');
    const at: number[] = [];
    bed.events.on('enqueued', () => at.push(bed.now));
    const start = bed.now;
    scheduler.start();
    await bed.clock.advance(13_000);
    expect(at.map((moment) => moment - start)).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 1_300));
    expect(fired[0]).toMatchObject({ namespace: 'default', queue: 'default', outcome: 'created' });
    expect(looks).toBeLessThan(50);
    scheduler.stop();
    await bed.clock.advance(10_000);
    expect(at).toHaveLength(10);
    expect(bed.clock.pending).toBe(0);
  });

  it('goes on after an outage of the store, with the slots that the rule says', async () => {
    const bed = new ScheduleBed('2026-06-01T12:00:00.000Z');
    await bed.put('every', { everyMs: 1_000, anchor: bed.now }, { catchUp: 2 });
    let reachable = false;
    const scheduler = bed.scheduler(
      bed.planner,
      counted(bed.store, () => {
        if (!reachable) {
          throw new StoreUnavailableError('cut off');
        }
      }),
    );
    const troubles = recorded(bed.events, 'storeTrouble');
    scheduler.start();
    await bed.clock.advance(10_500);
    expect(troubles).toHaveLength(1);
    reachable = true;
    await bed.clock.advance(1_600);
    scheduler.stop();
    const made = (await bed.jobIds('every')).map(
      (id) => Number(id.split('@')[1]) - Date.parse('2026-06-01T12:00:00Z'),
    );
    expect(made.at(-1)).toBe(12_000);
    expect(new Set(made).size).toBe(made.length);
    expect(made.length).toBeLessThanOrEqual(4);
  });

  it('serves all that is due, many at once, also when it is more than one call brings', async () => {
    const bed = new ScheduleBed('2026-06-01T12:00:30Z');
    for (let i = 0; i < 100; i += 1) {
      await bed.put(`s${i}`, { cron: '* * * * *' });
    }
    bed.jump(MINUTE);
    await Promise.all([bed.scheduler().runOnce(), bed.scheduler().runOnce()]);
    expect((await bed.store.due(500)).schedules).toEqual([]);
    expect(bed.jobs.state.jobs.size).toBe(100);
  });

  it('holds a schedule that it cannot work out, says so, and serves the others', async () => {
    const bed = new ScheduleBed('2026-06-01T12:00:30Z');
    await bed.put('fine', { cron: '* * * * *' });
    await bed.store.put({
      ...{ name: 'alien', definition: '{"form":99}', payload: 'null', digest: 'x'.repeat(16), paused: false },
      ...{ nextSlot: bed.now + 1, expected: null },
    });
    const told = recorded(bed.events, 'scheduleUnreadable');
    bed.jump(MINUTE);
    await bed.scheduler().runOnce();
    expect(await bed.slots('fine')).toEqual(['2026-06-01T12:01Z']);
    expect(told).toMatchObject([{ name: 'alien' }]);
    expect((await bed.read('alien')).held?.reason).toBe('unreadable');
    await bed.scheduler().runOnce();
    expect(told).toHaveLength(1); // not again before a minute is over
  });
});

/** The same store; `look` is called for each call of `due`. */
function counted(store: ScheduleStore, look: () => void): ScheduleStore {
  return {
    namespace: store.namespace,
    get: (name) => store.get(name),
    list: (after, max) => store.list(after, max),
    put: (change) => store.put(change),
    remove: (name, expected) => store.remove(name, expected),
    pause: (name) => store.pause(name),
    resume: (name, version, nextSlot) => store.resume(name, version, nextSlot),
    due: async (max) => {
      look();
      return store.due(max);
    },
    fire: (firing) => store.fire(firing),
  };
}
