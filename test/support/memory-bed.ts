import type { RetentionPolicy } from '../../src/core/retention';
import { systemClock } from '../../src/core/clock';
import { MemoryJobStore } from './memory-store/memory-job-store';
import { MemoryNamespace } from './memory-store/memory-namespace';
import { MemoryScheduleStore } from './memory-store/memory-schedule-store';

/** Any moment does; this one is a round number of ms in the year 2026. */
export const TEST_START = 1_770_000_000_000;

/** The model with its time in the test's hand. */
export function openMemoryStore(
  retention: RetentionPolicy,
  {
    makeNamespace = (...args: ConstructorParameters<typeof MemoryNamespace>) => new MemoryNamespace(...args),
    makeStore = (state: MemoryNamespace) => new MemoryJobStore(state),
    concurrency = null as number | null,
  } = {},
) {
  let now = TEST_START;
  const clock = { now: () => now, after: (ms: number, task: () => void) => systemClock.after(ms, task) };
  const state = makeNamespace('test', clock, retention, concurrency);
  return {
    store: makeStore(state),
    schedules: new MemoryScheduleStore(state),
    now: () => now,
    advance: async (ms: number) => {
      now += ms;
    },
  };
}
