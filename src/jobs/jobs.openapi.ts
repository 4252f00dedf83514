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
import { JOB_STATES } from '../core/states';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { EnqueueJobDto } from './dto/enqueue-job.dto';
import {
  ActedDto,
  EnqueuedDto,
  JobDedupDto,
  JobDto,
  JobErrorDto,
  JobPageDto,
  JobStatusDto,
} from './dto/job.dto';
import { FailureInjectionDto } from './dto/failure-injection.dto';
import { IDEMPOTENCY_HEADER } from './idempotency-key';
import { PAGE_SIZE_RANGE } from './list-query';

const ID_PARAM = ApiParam({ name: 'id', schema: { type: 'string' }, example: '101' });

const CREATED = {
  message: 'Job enqueued successfully',
  job_id: '101',
  outcome: 'created',
  status: 'queued',
  queue: 'default',
};

const STATUS = {
  id: '101',
  status: 'completed',
  retries: 0,
  max_retries: 3,
  created_at: '2026-11-25T12:00:00.000Z',
  updated_at: '2026-11-25T12:00:00.214Z',
  queue: 'default',
  type: 'simulate',
  attempt_count: 1,
  lapses: 0,
  cancel_requested: false,
  due_at: null,
  error: null,
};

const SUMMARY = {
  ...STATUS,
  priority: 0,
  expires_at: null,
  lease_expires_at: null,
  started_at: '2026-11-25T12:00:00.010Z',
  finished_at: '2026-11-25T12:00:00.214Z',
  worker: null,
  last_worker: 'web-1:42',
  error_code: null,
  error_message: null,
  max_lapses: 3,
  snoozes: 0,
  backoff: { strategy: 'exponential', base_ms: 1000, factor: 2, max_ms: 3_600_000, jitter: 0.2 },
  timeout_ms: 1_800_000,
  tags: [],
  dedup: null,
  group: null,
  failure_injection: null,
  traceparent: null,
  payload_bytes: 4,
  log_lines: 0,
};

/** A job, whole, as an example. */
export const JOB_EXAMPLE = {
  ...SUMMARY,
  attempts: [
    {
      attempt: 1,
      outcome: 'completed',
      started_at: '2026-11-25T12:00:00.010Z',
      ended_at: '2026-11-25T12:00:00.214Z',
      worker: 'web-1:42',
      error_code: null,
    },
  ],
  payload: null,
  result: { slept_ms: 200 },
  progress: null,
};

/** Documents the header that makes an enqueue safe to send again. */
export function ApiIdempotencyKey(description: string): MethodDecorator {
  return ApiHeader({
    name: IDEMPOTENCY_HEADER,
    required: false,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    example: '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
  });
}

/** Documents `POST /jobs`. */
export function ApiEnqueue(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'enqueueJob',
      summary: 'Enqueue one job',
      description: 'All fields are optional.',
    }),
    ApiNamespace(),
    ApiIdempotencyKey(
      'Makes the request safe to send again, for as long as its job is kept: the same key and body are answered ' +
        'with the job already made (200 duplicate), another body with 422 idempotency_key_reused. A quoted ' +
        'string (RFC 8941) or the bare key. Not together with an id.',
    ),
    ApiBody({
      type: EnqueueJobDto,
      examples: {
        smallest: { summary: 'An id, everything else by default', value: { id: 101 } },
        delayed: {
          summary: 'Later, and before others',
          value: {
            type: 'http',
            queue: 'webhooks',
            priority: 10,
            delay_ms: 60_000,
            payload: { url: 'https://example.org' },
          },
        },
        unique: {
          summary: 'Not while another job with the key waits or runs',
          value: { type: 'report', dedup: { key: 'report:7', until: 'finished' } },
        },
        grouped: {
          summary: 'In order with the other jobs of the group',
          value: { type: 'sync', group: 'customer:42' },
        },
        push: {
          summary: 'A signed request to a URL (HttpPayloadDto)',
          value: {
            type: 'http',
            payload: { url: 'https://example.org/hooks/orders', body: { order: 42 } },
          },
        },
        failing: {
          summary: 'Two failures on purpose, then success',
          value: { id: 'demo-1', backoff: { base_ms: 100 }, failure_injection: { fail_first: 2 } },
        },
        after: {
          summary: 'After two others, whatever became of them',
          value: {
            id: 'report-7',
            type: 'report',
            depends_on: [101, 'demo-1'],
            on_dependency_failure: 'run',
          },
        },
      },
    }),
    ApiResponse({
      status: 202,
      description: 'Stored; a worker will run it.',
      type: EnqueuedDto,
      example: CREATED,
      headers: { Location: { description: 'Where the job is.', schema: { type: 'string' } } },
    }),
    ApiResponse({
      status: 200,
      description:
        'The same job was enqueued before, or another one holds its dedup key; nothing was stored.',
      type: EnqueuedDto,
      examples: {
        same: {
          summary: 'The same id and the same content',
          value: {
            ...CREATED,
            message: 'This job was enqueued before',
            outcome: 'duplicate',
            status: 'completed',
          },
        },
        held: {
          summary: 'Another job holds the dedup key',
          value: {
            ...CREATED,
            message: 'Another job holds the dedup key',
            outcome: 'duplicate',
            status: 'in_progress',
            dedup_key: 'report:7',
          },
        },
      },
    }),
    ApiProblems(
      'malformed',
      'conflict',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'idempotency_key_reused',
      'rate_limited',
      'queue_full',
      'namespace_full',
      'draining',
      'store_unavailable',
      'store_full',
      'not_replicated',
    ),
  );
}

/** Documents `GET /jobs`. */
export function ApiListJobs(): MethodDecorator {
  const filter = (name: string, description: string) =>
    ApiQuery({ name, required: false, schema: { type: 'string' }, description });
  const moment = (name: string, description: string) =>
    ApiQuery({ name, required: false, schema: { type: 'string', format: 'date-time' }, description });
  return applyDecorators(
    ApiOperation({
      operationId: 'listJobs',
      summary: 'List jobs',
      description:
        'By queue, then state, then the latest first; or, of one queue with an index that serves the filters, the latest ' +
        'created first: order says which. A page may be short and not the last.',
    }),
    ApiNamespace(),
    filter('queue', 'Only this queue.'),
    ApiQuery({ name: 'status', required: false, schema: { type: 'string', enum: [...JOB_STATES] } }),
    filter('type', 'Only this type.'),
    filter('tag', 'Only jobs with this tag.'),
    moment('created_after', 'Inclusive.'),
    moment('created_before', 'Exclusive.'),
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
    filter('page_token', 'next_page_token of the page before.'),
    ApiQuery({
      name: 'view',
      required: false,
      schema: { type: 'string', enum: ['summary', 'full'], default: 'summary' },
      description: 'full adds payload, result, progress and attempts.',
    }),
    ApiResponse({
      status: 200,
      description: 'A page.',
      type: JobPageDto,
      example: { jobs: [SUMMARY], next_page_token: null, scanned: 1, total: 1, order: 'state' },
    }),
    ApiProblems('invalid', 'store_unavailable'),
  );
}

/** Documents `GET /jobs/{id}`. */
export function ApiGetJob(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(JobErrorDto, FailureInjectionDto, JobDedupDto),
    ApiOperation({ operationId: 'getJob', summary: 'A job, whole' }),
    ApiNamespace(),
    ID_PARAM,
    ApiQuery({
      name: 'wait_ms',
      required: false,
      schema: { type: 'integer', minimum: 0, maximum: 30_000, default: 0 },
      description: 'Wait this long for a final state, then answer with what there is.',
    }),
    ApiResponse({ status: 200, description: 'The job.', type: JobDto, example: JOB_EXAMPLE }),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}

/** Documents `GET /status`. */
export function ApiStatus(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(JobErrorDto),
    ApiOperation({ operationId: 'getStatus', summary: 'What became of a job, in short' }),
    ApiNamespace(),
    ApiQuery({ name: 'id', required: true, schema: { type: 'string' }, example: '101' }),
    ApiResponse({ status: 200, description: 'Its state.', type: JobStatusDto, example: STATUS }),
    ApiProblems('malformed', 'not_found', 'invalid', 'store_unavailable'),
  );
}

/** Documents `POST /jobs/{id}/cancel`. */
export function ApiCancelJob(): MethodDecorator {
  const done = { message: 'Job cancelled', job_id: '101', status: 'cancelled', cancel_requested: false };
  const asked = {
    message: 'The worker that runs the job is told to stop',
    job_id: '101',
    status: 'in_progress',
    cancel_requested: true,
  };
  return applyDecorators(
    ApiOperation({ operationId: 'cancelJob', summary: 'Cancel a job, wherever it is' }),
    ApiNamespace(),
    ID_PARAM,
    ApiResponse({ status: 200, description: 'Cancelled before it started.', type: ActedDto, example: done }),
    ApiResponse({ status: 202, description: 'It runs; its worker is told.', type: ActedDto, example: asked }),
    ApiProblems('not_found', 'wrong_state', 'invalid', 'store_unavailable'),
  );
}

/** Documents `POST /jobs/{id}/retry`. */
export function ApiRetryJob(): MethodDecorator {
  const example = { message: 'Job queued again with fresh attempts', job_id: '101', status: 'queued' };
  return applyDecorators(
    ApiOperation({ operationId: 'retryJob', summary: 'Run a failed or cancelled job again' }),
    ApiNamespace(),
    ID_PARAM,
    ApiResponse({
      status: 200,
      description: 'Queued again; or blocked, where its group is full.',
      type: ActedDto,
      example,
    }),
    ApiProblems('not_found', 'wrong_state', 'invalid', 'store_unavailable', 'store_full'),
  );
}
