import type { EnqueueLimits } from '../core/enqueue-answer';
import type { NewJob } from '../core/job';
import type { Firing, ScheduleRecord } from '../core/schedule-store';
import type { SchedulePlanner } from '../core/scheduler';
import { newJob } from '../jobs/new-job';
import { readDefinition, type Definition } from './definition';
import { Slots } from './slots';

/** With `catch_up` 0, a slot is run up to this long after its moment (ms): no process is there on the dot. */
export const ON_TIME_MS = 10_000;

export interface PlannerOptions {
  readonly maxLapses: number;
  readonly limits: EnqueueLimits;
}

/** Works out which of the slots that are due are run, which are passed over, and which comes then. */
export class Planner implements SchedulePlanner {
  private readonly limits: EnqueueLimits;

  constructor(private readonly options: PlannerOptions) {
    // The rate is for senders. A schedule's own period is its rate.
    this.limits = { ...options.limits, ratePerSecond: 0 };
  }

  plan(schedule: ScheduleRecord, now: number): readonly Firing[] {
    const { name, version, nextSlot: first } = schedule;
    if (first === null) {
      throw new Error('a schedule that is due without a slot');
    }
    const definition = readDefinition(schedule.definition);
    const slots = new Slots(definition.timing);
    const following = slots.after(now);
    const [latest = first] = slots.latest(first, now, 1);
    const wanted = wantedRuns(definition, now - latest);
    if (wanted === 0) {
      return [{ kind: 'pass', name, version, expected: first, nextSlot: following }];
    }
    const runs = slots.latest(first, now, wanted);
    return runs.map((slot, i) => ({
      ...{ kind: 'run', name, version, slot },
      expected: i === 0 ? first : slot,
      nextSlot: runs[i + 1] ?? following,
      skipOverlap: definition.overlap === 'skip',
      job: this.job(schedule, definition, jobIdOf(name, slot)),
      limits: this.limits,
    }));
  }

  /** @param id of the job that is made. */
  job({ payload }: Pick<ScheduleRecord, 'payload'>, { job }: Definition, id: string): NewJob {
    const { maxLapses } = this.options;
    return newJob({ fields: job, payload, keyedId: id }, { maxLapses, traceparent: null });
  }
}

/** Two slots of one schedule cannot have the same job, nor two schedules: what follows the last `@` is the slot. */
export function jobIdOf(name: string, slot: number): string {
  return `${name}@${slot}`;
}

function wantedRuns({ catchUp, overlap }: Definition, lateMs: number): number {
  if (catchUp === 0) {
    return lateMs <= ON_TIME_MS ? 1 : 0;
  }
  // The second job would overlap the first.
  return overlap === 'skip' ? 1 : catchUp;
}
