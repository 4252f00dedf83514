import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
} from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { EnqueuedDto } from '../jobs/dto/job.dto';
import { ApiIdempotencyKey } from '../jobs/jobs.openapi';
import { PutScheduleDto } from './dto/put-schedule.dto';
import {
  ScheduleDto,
  ScheduleHoldDto,
  SchedulePageDto,
  ScheduleRunDto,
  ScheduleSkipDto,
} from './dto/schedule.dto';
import { SCHEDULE_NAME_PATTERN } from './schedule-name';

/** Schedules on a page. */
export const PAGE_SIZE_RANGE = { min: 1, max: 200, default: 50 } as const;

const SUMMARY = {
  name: 'weekly-report',
  state: 'active',
  cron: '0 6 * * MON',
  time_zone: 'America/New_York',
  every_ms: null,
  anchor_at: null,
  starts_at: null,
  ends_at: null,
  overlap: 'skip',
  catch_up: 1,
  paused_at: null,
  next_times: [
    '2026-11-30T11:00:00.000Z',
    '2026-12-07T11:00:00.000Z',
    '2026-12-14T11:00:00.000Z',
    '2026-12-21T11:00:00.000Z',
    '2026-12-28T11:00:00.000Z',
  ],
  last_run: {
    job_id: 'weekly-report@1763982000000',
    slot_at: '2026-11-23T11:00:00.000Z',
    enqueued_at: '2026-11-23T11:00:00.004Z',
    status: 'completed',
  },
  last_skip: null,
  held: null,
  created_at: '2026-11-01T12:00:00.000Z',
  updated_at: '2026-11-01T12:00:00.000Z',
  as_of: '2026-11-25T12:00:00.000Z',
  job: { type: 'http', queue: 'reports' },
};

const SCHEDULE = { ...SUMMARY, job: { ...SUMMARY.job, payload: { url: 'https://example.org/report' } } };

const NAME_PARAM = ApiParam({
  name: 'name',
  schema: { type: 'string', pattern: SCHEDULE_NAME_PATTERN.source },
  example: 'weekly-report',
});

function answer(status: 200 | 201, description: string, example: object = SCHEDULE): MethodDecorator {
  return ApiResponse({
    status,
    description,
    type: ScheduleDto,
    example,
    headers: {
      ETag: {
        description: 'Names what it says and whether it is paused, for If-Match.',
        schema: { type: 'string' },
      },
    },
  });
}

function ifMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'ETag of the schedule that you know; another one is not changed (412).',
    schema: { type: 'string' },
  });
}

/** Documents `GET /schedules`. */
export function ApiListSchedules(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'listSchedules', summary: 'List schedules by name' }),
    ApiNamespace(),
    ApiQuery({
      name: 'page_size',
      required: false,
      schema: {
        type: 'integer',
        minimum: PAGE_SIZE_RANGE.min,
        maximum: PAGE_SIZE_RANGE.max,
        default: PAGE_SIZE_RANGE.default,
      },
    }),
    ApiQuery({
      name: 'page_token',
      required: false,
      schema: { type: 'string' },
      description: 'next_page_token of the page before.',
    }),
    ApiResponse({
      status: 200,
      description: 'A page.',
      type: SchedulePageDto,
      example: { schedules: [SUMMARY], next_page_token: null },
    }),
    ApiProblems('invalid', 'store_unavailable'),
  );
}

/** Documents `GET /schedules/{name}`. */
export function ApiGetSchedule(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'getSchedule', summary: 'A schedule: its next times and its last run' }),
    ApiExtraModels(ScheduleRunDto, ScheduleSkipDto, ScheduleHoldDto),
    ApiNamespace(),
    NAME_PARAM,
    answer(200, 'The schedule.'),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}

/** Documents `PUT /schedules/{name}`. */
export function ApiPutSchedule(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'putSchedule',
      summary: 'Make a schedule, or replace what it says',
      description:
        'What is left out gets its default; only paused stays as it is. What it ran last stays, and so do a slot ' +
        'that is due and the beat of every_ms where its times are the same as before.',
    }),
    ApiNamespace(),
    NAME_PARAM,
    ifMatch(),
    ApiBody({
      type: PutScheduleDto,
      examples: {
        weekly: {
          summary: 'Mondays at six in New York, summer and winter',
          value: {
            cron: '0 6 * * MON',
            time_zone: 'America/New_York',
            job: SCHEDULE.job,
          },
        },
        often: {
          summary: 'Every 90 seconds, also while the last job still runs',
          value: { every_ms: 90_000, overlap: 'allow', job: { type: 'simulate' } },
        },
        caughtUp: {
          summary: 'Hourly until the end of the year, up to a day of it made up for after an outage',
          value: { cron: '@hourly', overlap: 'allow', catch_up: 24, ends_at: '2026-12-31T23:59:59Z' },
        },
      },
    }),
    answer(200, 'Replaced, or as it was.'),
    answer(201, 'Made.', { ...SCHEDULE, last_run: null }),
    ApiProblems(
      'malformed',
      'precondition_failed',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'store_unavailable',
      'store_full',
    ),
  );
}

/** Documents `DELETE /schedules/{name}`. */
export function ApiDeleteSchedule(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'deleteSchedule',
      summary: 'Remove a schedule',
      description: 'The jobs that it made stay and run.',
    }),
    ApiNamespace(),
    NAME_PARAM,
    ifMatch(),
    ApiResponse({ status: 204, description: 'Removed.' }),
    ApiProblems('not_found', 'precondition_failed', 'invalid', 'store_unavailable'),
  );
}

/** Documents `POST /schedules/{name}/pause`. */
export function ApiPauseSchedule(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'pauseSchedule',
      summary: 'Make no more jobs of a schedule',
      description: 'Jobs that it made go on. Safe to repeat.',
    }),
    ApiNamespace(),
    NAME_PARAM,
    answer(200, 'Paused.', {
      ...SCHEDULE,
      ...{ state: 'paused', paused_at: '2026-11-25T12:00:00.000Z', next_times: [] },
    }),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}

/** Documents `POST /schedules/{name}/resume`. */
export function ApiResumeSchedule(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'resumeSchedule',
      summary: 'Go on with a schedule',
      description: 'From the next slot on: what was due during the pause is not run. Safe to repeat.',
    }),
    ApiNamespace(),
    NAME_PARAM,
    answer(200, 'Not paused.'),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}

/** Documents `POST /schedules/{name}/run`. */
export function ApiRunSchedule(): MethodDecorator {
  const enqueued = {
    message: 'Job enqueued successfully',
    job_id: 'weekly-report@run-x0Y4Wz1kq8Gd',
    outcome: 'created',
    status: 'queued',
    queue: 'reports',
  };
  return applyDecorators(
    ApiOperation({
      operationId: 'runSchedule',
      summary: "Enqueue a schedule's job now",
      description:
        'Besides its slots, also while it is paused. A slot that comes while this job is not final is an overlap.',
    }),
    ApiNamespace(),
    NAME_PARAM,
    ApiIdempotencyKey('Makes the request safe to send again, for as long as its job is kept.'),
    ApiResponse({ status: 202, description: 'Enqueued.', type: EnqueuedDto, example: enqueued }),
    ApiResponse({
      status: 200,
      description: 'Enqueued before, by the same Idempotency-Key.',
      type: EnqueuedDto,
      example: { ...enqueued, message: 'This job was enqueued before', outcome: 'duplicate' },
    }),
    ApiProblems(
      'not_found',
      'invalid',
      'idempotency_key_reused',
      'rate_limited',
      'queue_full',
      'namespace_full',
      'draining',
      'store_unavailable',
      'store_full',
    ),
  );
}
