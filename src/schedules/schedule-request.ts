import { instanceOf, MOST_ENTRIES, unknownFields, violations } from '../http/field-problems';
import { isJsonObject } from '../http/json-object';
import { parseJson } from '../http/parse-json';
import { invalid, ProblemError, type FieldError } from '../http/problem';
import { parseTimestamp } from '../jobs/dto/timestamp';
import { readEnqueue, type EnqueueRules } from '../jobs/enqueue-request';
import { CronSlots } from './cron-slots';
import type { JobFields } from './definition';
import { CATCH_UP_RANGE, PutScheduleDto, SCHEDULE_FIELDS } from './dto/put-schedule.dto';
import type { Timing } from './slots';

/** A valid `PUT /schedules/{name}`. */
export interface ScheduleRequest {
  /** The anchor is for the service to choose. */
  readonly timing: Omit<Timing, 'anchor'>;
  readonly overlap: 'skip' | 'allow';
  readonly catchUp: number;
  readonly job: JobFields;
  /** JSON text. */
  readonly payload: string;
  /** null: as it is. */
  readonly paused: boolean | null;
}

/** These could hold for one slot only. */
const ONE_SLOT_ONLY = ['id', 'delay_ms', 'run_at', 'expires_at', 'depends_on'] as const;

/**
 * Reads the body of `PUT /schedules/{name}`.
 *
 * @throws {ProblemError} `malformed`, `invalid` with everything that is wrong, or `too_large`
 */
export function readSchedule(text: string, rules: EnqueueRules): ScheduleRequest {
  const { value: body, exact } = parseJson(text);
  if (!isJsonObject(body) || !isJsonObject(exact)) {
    throw invalid([{ pointer: '', detail: 'A schedule must be a JSON object' }]);
  }
  const dto = instanceOf(PutScheduleDto, SCHEDULE_FIELDS, body, MOST_ENTRIES);
  const errors = [...violations(dto, ''), ...unknownFields(body, [...SCHEDULE_FIELDS, 'job'], '')];
  const bad = new Set(errors.map(({ pointer }) => pointer));
  errors.push(...timingProblems(dto).filter(({ pointer }) => !bad.has(pointer)));
  const job = readJob(Object.hasOwn(exact, 'job') ? exact['job'] : {}, rules, errors);
  if (errors.length > 0 || job === null) {
    throw invalid(errors);
  }
  return {
    timing: {
      cron: dto.cron ?? null,
      timeZone: dto.time_zone ?? 'UTC',
      everyMs: dto.every_ms ?? null,
      startsAt: parseTimestamp(dto.starts_at),
      endsAt: parseTimestamp(dto.ends_at),
    },
    overlap: dto.overlap ?? 'skip',
    catchUp: (dto.catch_up ?? CATCH_UP_RANGE.default) + 0,
    ...job,
    paused: dto.paused ?? null,
  };
}

/** What is wrong with its times beyond the form of each field. */
function timingProblems(dto: PutScheduleDto): FieldError[] {
  const errors: FieldError[] = [];
  if (dto.cron === undefined && dto.every_ms === undefined) {
    errors.push({ pointer: '/cron', detail: 'must be given, or else every_ms' });
  }
  const cron = dto.cron === undefined || dto.every_ms !== undefined ? null : cronProblem(dto.cron);
  if (cron !== null) {
    errors.push({ pointer: '/cron', detail: cron });
  }
  const [starts, ends] = [parseTimestamp(dto.starts_at), parseTimestamp(dto.ends_at)];
  if (starts !== null && ends !== null && ends <= starts) {
    errors.push({ pointer: '/ends_at', detail: 'must be later than starts_at' });
  }
  return errors;
}

function cronProblem(cron: unknown): string | null {
  if (typeof cron !== 'string') {
    return null; // said already
  }
  try {
    // Whether it ever comes does not depend on the year: five fields have none.
    return new CronSlots(cron, 'UTC').after(0) === null ? 'names a time that never comes' : null;
  } catch {
    return 'must be a cron expression of five fields (minute, hour, day, month, day of week), without ?';
  }
}

function readJob(
  job: unknown,
  rules: EnqueueRules,
  errors: FieldError[],
): Pick<ScheduleRequest, 'job' | 'payload'> | null {
  try {
    // As text again, numbers as they were sent: what holds for POST /jobs holds here.
    const { fields, payload } = readEnqueue(JSON.stringify(job), rules);
    const { payload: _beside, ...rest } = fields;
    for (const field of ONE_SLOT_ONLY) {
      if (rest[field] !== undefined) {
        errors.push({ pointer: `/job/${field}`, detail: 'cannot be given: it could hold for one slot only' });
      }
    }
    if (rest.durability !== undefined) {
      errors.push({ pointer: '/job/durability', detail: 'cannot be given: nobody waits for the answer' });
    }
    return { job: rest, payload };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'invalid') {
      throw error;
    }
    const own = error.options.errors ?? [];
    errors.push(...own.map(({ pointer = '', detail }) => ({ pointer: `/job${pointer}`, detail })));
    return null;
  }
}
