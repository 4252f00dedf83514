import { StoreFullError, StoreUnavailableError } from './errors';
import { PeriodicLoop } from './periodic-loop';
import type { FireAnswer, Firing, ScheduleRecord, ScheduleStore } from './schedule-store';
import type { LoopPorts } from './store-trouble';

/** How often new schedules are looked for (ms); what is known to fall due sooner is not waited for so long. */
export const SCHEDULE_EVERY_MS = 1_000;

/** Schedules in one call, and calls in one run; what is left then comes in the next, at once. */
const AT_ONCE = 32;
const MAX_CALLS = 50;

/** A schedule whose times cannot be worked out is looked at again after this long (ms). */
const UNREADABLE_HOLD_MS = 60_000;

/** Says what is to be done about a due schedule. */
export interface SchedulePlanner {
  /**
   * In the order in which it is to be done, at least one.
   *
   * @param now the store's clock (epoch ms)
   */
  plan(schedule: ScheduleRecord, now: number): readonly Firing[];
}

/**
 * Fires what is due, in one namespace. Any number of processes may do so: the store lets one of them decide
 * each slot.
 */
export class Scheduler extends PeriodicLoop {
  constructor(
    private readonly store: ScheduleStore,
    private readonly planner: SchedulePlanner,
    ports: LoopPorts,
  ) {
    super(`schedule (${store.namespace})`, SCHEDULE_EVERY_MS, ports);
  }

  async runOnce(): Promise<void> {
    for (let call = 0; call < MAX_CALLS; call += 1) {
      const { now, schedules, nextDueMs } = await this.store.due(AT_ONCE);
      if (schedules.length === 0) {
        if (nextDueMs !== null && nextDueMs < SCHEDULE_EVERY_MS) {
          this.wakeIn(nextDueMs);
        }
        return;
      }
      await Promise.all(schedules.map((schedule) => this.serve(schedule, now)));
    }
    this.wakeIn(0);
  }

  /** One that cannot be served must not keep the others from being. */
  private async serve(schedule: ScheduleRecord, now: number): Promise<void> {
    try {
      for (const firing of this.planner.plan(schedule, now)) {
        const answer = await this.store.fire(firing);
        this.tell(firing, answer);
        if (answer.result === 'held' || answer.result === 'moved') {
          return;
        }
      }
    } catch (error) {
      if (error instanceof StoreUnavailableError || error instanceof StoreFullError) {
        throw error;
      }
      this.ports.events.emit('scheduleUnreadable', {
        namespace: this.store.namespace,
        name: schedule.name,
        error,
      });
      const { name, version, nextSlot } = schedule;
      const expected = nextSlot ?? now;
      await this.store.fire({ kind: 'hold', name, version, expected, holdMs: UNREADABLE_HOLD_MS });
    }
  }

  private tell(firing: Firing, answer: FireAnswer): void {
    if (answer.result === 'ran' && 'job' in firing) {
      const { id, queue, type } = firing.job;
      const { outcome } = answer.answer;
      this.ports.events.emit('enqueued', { namespace: this.store.namespace, id, queue, type, outcome });
    }
  }
}
