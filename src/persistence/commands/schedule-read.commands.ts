import type {
  DueSchedules,
  HoldReason,
  ScheduleHold,
  ScheduleLookup,
  SchedulePage,
  ScheduleRecord,
  ScheduleRun,
  ScheduleSkip,
  SkipReason,
} from '../../core/schedule-store';
import { versionOf } from '../../core/schedule-store';
import type { Flat } from '../codec/job-hash';
import type { Command } from './command';
import { numberOrNull, toMap } from './queue.commands';

/** A schedule as scripts/lib/schedule-view.lua gives it. */
type View = readonly [name: string, flat: Flat];

export const scheduleGetCommand: Command<string, ScheduleLookup> = {
  script: 'schedule-get',
  argv: 'name',
  encode: (name) => [name],
  decode(reply) {
    const [now, view] = reply as readonly [string, View?];
    return { now: Number(now), schedule: view === undefined ? null : readSchedule(view) };
  },
};

export interface ScheduleListInput {
  readonly after: string | null;
  readonly max: number;
}

export const scheduleListCommand: Command<ScheduleListInput, SchedulePage> = {
  script: 'schedule-list',
  argv: 'name to start after ("" for the first), most schedules',
  encode: ({ after, max }) => [after ?? '', String(max)],
  decode(reply) {
    const [now, ...views] = reply as readonly [string, ...View[]];
    const schedules = views.map((view) => {
      const { payload: _none, ...summary } = readSchedule(view);
      return summary;
    });
    return { now: Number(now), schedules };
  },
};

export const scheduleDueCommand: Command<number, DueSchedules> = {
  script: 'schedule-due',
  argv: 'most schedules',
  encode: (max) => [String(max)],
  decode(reply) {
    const [now, later, ...views] = reply as readonly [string, string, ...View[]];
    return {
      now: Number(now),
      nextDueMs: later === '-1' ? null : Number(later),
      schedules: views.map(readSchedule),
    };
  },
};

type Fields = ReadonlyMap<string, string>;

function readSchedule([name, flat]: View): ScheduleRecord {
  const fields = toMap(flat);
  const pausedAt = numberOrNull(fields.get('paused_at'));
  return {
    name,
    definition: fields.get('d') ?? '',
    payload: fields.get('b') ?? '',
    version: versionOf(fields.get('t') ?? '', pausedAt !== null),
    paused: pausedAt !== null,
    pausedAt,
    nextSlot: numberOrNull(fields.get('next')),
    createdAt: Number(fields.get('created')),
    updatedAt: Number(fields.get('updated')),
    lastRun: readRun(fields),
    lastSkip: readSkip(fields),
    held: readHold(fields),
  };
}

function readRun(fields: Fields): ScheduleRun | null {
  const jobId = fields.get('run_id');
  const slot = fields.get('run_slot') ?? '';
  return jobId === undefined
    ? null
    : { jobId, slot: slot === '' ? null : Number(slot), at: Number(fields.get('run_at')) };
}

function readSkip(fields: Fields): ScheduleSkip | null {
  const reason = fields.get('skip_why') as SkipReason | undefined;
  return reason === undefined
    ? null
    : { slot: Number(fields.get('skip_slot')), at: Number(fields.get('skip_at')), reason };
}

function readHold(fields: Fields): ScheduleHold | null {
  const reason = fields.get('hold_why') as HoldReason | undefined;
  return reason === undefined
    ? null
    : { slot: Number(fields.get('hold_slot')), at: Number(fields.get('hold_at')), reason };
}
