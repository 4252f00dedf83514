import type { MemoryScheduleStore } from '../support/memory-store/memory-schedule-store';
import { mustEqual } from './mismatch';
import type { Dump } from './redis-dump';

/** Keys of schedules. */
export const SCHEDULE_KEYS = /^(schedules|schedules:due|schedule:[^]*)$/;

/** Checks that Redis holds the model's schedules, their list and when they are due, and nothing else of theirs. */
export function checkSchedules(dump: Dump, model: MemoryScheduleStore): void {
  const names = [...model.all.keys()].sort();
  mustEqual(
    'keys of schedules',
    [...dump.keys].filter((key) => key.startsWith('schedule:')).sort(),
    names.map((name) => `schedule:${name}`).sort(),
  );
  mustEqual(
    'names of schedules',
    dump.sorted('schedules'),
    names.map((name) => [name, 0]),
  );
  const due = [...model.all.values()].flatMap(({ name, lookAt }) =>
    lookAt === null ? [] : [[name, lookAt] as const],
  );
  const byName = (entries: readonly (readonly [string, number])[]) =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  mustEqual('when schedules are due', byName(dump.sorted('schedules:due')), byName(due));
}
