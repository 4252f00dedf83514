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
import { QUEUE_SORTS } from './queue-order';
import { QueueDetailsDto } from './queue-details.dto';
import { PatchQueueDto, PatchRetentionDto, QueueIndexDto, QueuePageDto, StartRateDto } from './queue.dto';

const QUEUE = {
  name: 'default',
  paused: false,
  paused_at: null,
  paused_by: null,
  settings: {
    ...{ max_depth: null, max_bytes: null, max_age_ms: null, overflow: null, concurrency: 5 },
    ...{ group_concurrency: null, group_order: null, rate: null, group_rate: null, priority_ageing_ms: null },
    retention: { ms: 3_600_000, failed_ms: null, count: null, bytes: null },
    index: ['created', 'tag'],
  },
  limits: {
    ...{ max_depth: 100_000, max_bytes: 268_435_456, max_age_ms: null, overflow: 'reject', concurrency: 5 },
    ...{
      group_concurrency: 1,
      group_order: 'strict',
      rate: null,
      group_rate: null,
      priority_ageing_ms: null,
    },
    retention: { ms: 3_600_000, failed_ms: 2_592_000_000, count: 100_000, bytes: 268_435_456 },
    index: ['created', 'tag'],
  },
  index: { jobs: 173, complete: true },
  depth: 42,
  states: { scheduled: 2, blocked: 0, queued: 40, in_progress: 3, completed: 120, failed: 7, cancelled: 1 },
  oldest_queued_at: '2026-11-25T11:59:57.310Z',
  bytes: 51_200,
  kept_bytes: 8_192,
  counters: {
    ...{ enqueued: 173, started: 145, completed: 120, failed: 7, cancelled: 1 },
    ...{ retried: 15, lapsed: 0, snoozed: 0, released: 0, dropped: 0 },
  },
};

const DETAILS = {
  ...QUEUE,
  wait_ms: { p50: 11, p95: 155, p99: 430 },
  run_ms: { p50: 203, p95: 241, p99: 1218 },
  errors: [
    { code: 'timeout', count: 18 },
    { code: 'http_500', count: 4 },
  ],
};

const PAUSED = { ...DETAILS, paused: true, paused_at: '2026-11-25T12:00:00.000Z', paused_by: 'ana' };

const QUEUE_PARAM = ApiParam({ name: 'queue', schema: { type: 'string' }, example: 'default' });

function answer(description: string, example: object): MethodDecorator {
  return ApiResponse({
    status: 200,
    description,
    type: QueueDetailsDto,
    example,
    headers: { ETag: { description: 'Names the settings, for If-Match.', schema: { type: 'string' } } },
  });
}

/** Documents `GET /queues`. */
export function ApiListQueues(): MethodDecorator {
  const text = (name: string, description: string) =>
    ApiQuery({ name, required: false, schema: { type: 'string' }, description });
  return applyDecorators(
    ApiOperation({ operationId: 'listQueues', summary: 'List queues' }),
    ApiNamespace(),
    text('contains', 'Only queues with this text in their name.'),
    ApiQuery({
      name: 'sort',
      required: false,
      description:
        'All but name: the most first. oldest: by how long its oldest queued job waits; full: by depth in proportion to ' +
        'max_depth. The order may be two seconds old.',
      schema: { enum: [...QUEUE_SORTS], default: 'name' },
    }),
    ApiQuery({
      name: 'page_size',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    }),
    text('page_token', 'next_page_token of the page before.'),
    ApiResponse({
      status: 200,
      description: 'A page.',
      type: QueuePageDto,
      example: { queues: [QUEUE], next_page_token: null, total: 1, truncated: false },
    }),
    ApiProblems('invalid', 'store_unavailable'),
  );
}

/** Documents `GET /queues/{queue}`. */
export function ApiGetQueue(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'getQueue', summary: 'A queue: counts, settings, limits' }),
    ApiNamespace(),
    QUEUE_PARAM,
    answer('The queue.', DETAILS),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}

/** Documents `PATCH /queues/{queue}`. */
export function ApiPatchQueue(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(PatchRetentionDto, StartRateDto, QueueIndexDto),
    ApiOperation({
      operationId: 'patchQueue',
      summary: "Change a queue's settings",
      description:
        'What is left out stays as it is, null removes a setting. Makes the queue if there is none.',
    }),
    ApiNamespace(),
    QUEUE_PARAM,
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'ETag of the settings that you know; others are not changed (412).',
      schema: { type: 'string' },
    }),
    ApiBody({
      type: PatchQueueDto,
      examples: {
        narrow: { summary: 'At most five jobs at once', value: { concurrency: 5 } },
        bounded: {
          summary: 'Only the latest thousand; outcomes for an hour',
          value: { max_depth: 1000, overflow: 'drop_oldest', retention: { ms: 3_600_000 } },
        },
        rate: {
          summary: 'At most ten starts a second, over all workers',
          value: { rate: { limit: 10, per_ms: 1000 } },
        },
        group_rate: {
          summary: 'At most 5 starts of each group (each customer, say) in any minute',
          value: { group_rate: { limit: 5, per_ms: 60_000 } },
        },
        groups: {
          summary: 'Two jobs of each group at once, in no strict order',
          value: { group_concurrency: 2, group_order: 'loose' },
        },
        free: {
          summary: "No limits of its own: the service's hold",
          value: { max_depth: null, max_bytes: null },
        },
      },
    }),
    answer('As it is now.', DETAILS),
    ApiProblems(
      'malformed',
      'not_found',
      'precondition_failed',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'store_unavailable',
      'store_full',
    ),
  );
}

/** Documents `POST /queues/{queue}/pause`. */
export function ApiPauseQueue(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'pauseQueue',
      summary: 'Start no more jobs of a queue',
      description: 'At once, on all workers. Running jobs go on, new jobs are accepted. Safe to repeat.',
    }),
    ApiNamespace(),
    QUEUE_PARAM,
    answer('Paused.', PAUSED),
    ApiProblems('not_found', 'invalid', 'store_unavailable', 'store_full'),
  );
}

/** Documents `POST /queues/{queue}/resume`. */
export function ApiResumeQueue(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'resumeQueue',
      summary: 'Start jobs of a queue again',
      description: 'Wakes idle workers at once. Safe to repeat.',
    }),
    ApiNamespace(),
    QUEUE_PARAM,
    answer('Not paused.', DETAILS),
    ApiProblems('not_found', 'invalid', 'store_unavailable', 'store_full'),
  );
}
