import type { ScheduleRecord, ScheduleSummary } from '../core/schedule-store';
import type { JobState } from '../core/states';
import { readDefinition, type Definition } from './definition';
import { Slots } from './slots';

/** How many of its next times an answer shows. */
const NEXT_TIMES = 5;

/** What a reader sees beside the schedule itself. */
export interface Surroundings {
  /** The store's clock (epoch ms). */
  readonly now: number;
  /** Of the last job; null where it is not kept any more. */
  readonly lastStatus: JobState | null;
}

/** A schedule as clients read it: JSON text, the payload spliced in as it came. */
export function renderSchedule(
  schedule: ScheduleRecord | ScheduleSummary,
  { now, lastStatus }: Surroundings,
): string {
  const definition = definitionOf(schedule);
  const { lastRun, lastSkip, held } = schedule;
  const head = {
    name: schedule.name,
    state: stateOf(schedule),
    ...timingView(definition),
    overlap: definition?.overlap ?? null,
    catch_up: definition?.catchUp ?? null,
    paused_at: time(schedule.pausedAt),
    next_times: definition === null ? [] : nextTimes(schedule, definition).map(time),
    last_run: lastRun && {
      ...{ job_id: lastRun.jobId, slot_at: time(lastRun.slot), enqueued_at: time(lastRun.at) },
      status: lastStatus,
    },
    last_skip: lastSkip && {
      ...{ slot_at: time(lastSkip.slot), skipped_at: time(lastSkip.at), reason: lastSkip.reason },
    },
    held: held === null ? null : { slot_at: time(held.slot), since: time(held.at), reason: held.reason },
    created_at: time(schedule.createdAt),
    updated_at: time(schedule.updatedAt),
    as_of: time(now),
  };
  const job = JSON.stringify(definition?.job ?? {});
  const whole = 'payload' in schedule ? withPayload(job, schedule.payload) : job;
  return `${JSON.stringify(head).slice(0, -1)},"job":${whole}}`;
}

function withPayload(job: string, payload: string): string {
  return `${job.slice(0, -1)}${job === '{}' ? '' : ','}"payload":${payload}}`;
}

/** null for what another release wrote: it is shown as far as it can be. */
function definitionOf({ definition }: ScheduleSummary): Definition | null {
  try {
    return readDefinition(definition);
  } catch {
    return null;
  }
}

function stateOf({ paused, nextSlot }: ScheduleSummary): 'active' | 'paused' | 'ended' {
  if (paused) {
    return 'paused';
  }
  return nextSlot === null ? 'ended' : 'active';
}

function timingView(definition: Definition | null): Record<string, unknown> {
  const timing = definition?.timing;
  return {
    cron: timing?.cron ?? null,
    time_zone: timing === undefined || timing.cron === null ? null : timing.timeZone,
    every_ms: timing?.everyMs ?? null,
    anchor_at: time(timing?.anchor ?? null),
    starts_at: time(timing?.startsAt ?? null),
    ends_at: time(timing?.endsAt ?? null),
  };
}

/** One that is due is still to come. */
function nextTimes({ nextSlot }: ScheduleSummary, { timing }: Definition): number[] {
  if (nextSlot === null) {
    return [];
  }
  try {
    return [nextSlot, ...new Slots(timing).following(nextSlot, NEXT_TIMES - 1)];
  } catch {
    return [nextSlot];
  }
}

function time(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
