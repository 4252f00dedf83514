import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { ProblemCode } from '../http/problem';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { JobErrorDto } from '../jobs/dto/job.dto';
import {
  CompletedDto,
  CompletedManyDto,
  ExtendedDto,
  ExtendedManyDto,
  LeasesDto,
  SettledDto,
  SettledManyDto,
} from './dto/lease-answer.dto';
import { LeaseRequestDto } from './dto/lease-request.dto';
import {
  CompleteDto,
  CompleteManyDto,
  ExtendDto,
  ExtendManyDto,
  FailDto,
  FailManyDto,
  LeaseDto,
  ReleaseManyDto,
} from './dto/settle.dto';

const LEASE_TOKEN = '1x9k3v0a00p2d7.mbl8r2k0.n5c';
const LEASE = { lease_token: LEASE_TOKEN };

const LEASED = {
  id: '101',
  queue: 'default',
  type: 'mail',
  attempt: 1,
  lease_token: LEASE_TOKEN,
  lease_expires_at: '2026-11-25T12:00:30.010Z',
  lease_ms: 30_000,
  timeout_ms: 1_800_000,
  fence: 4711,
  priority: 0,
  retries: 0,
  max_retries: 3,
  lapses: 0,
  max_lapses: 3,
  created_at: '2026-11-25T12:00:00.000Z',
  started_at: '2026-11-25T12:00:00.010Z',
  tags: [],
  traceparent: null,
  payload: { to: 'ada@example.org' },
};

const ERROR = { message: 'The mail server says 451', code: 'greylisted', retry_after_ms: 60_000 };

const COMPLETED = { job_id: '101', outcome: 'ok', status: 'completed', result_error: null };
const FAILED = { job_id: '101', outcome: 'ok', status: 'scheduled' };
const EXTENDED = { job_id: '101', outcome: 'ok', cancel_requested: false, lease_ms: 30_000 };
const LOST = { job_id: '102', outcome: 'lease_lost' };

/** Documents `POST /leases`. */
export function ApiTakeLeases(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'takeLeases',
      summary: 'Take jobs',
      description:
        'For workers in any language. Waits up to wait_ms until there is a job of these types. Each job is the ' +
        'worker’s for lease_ms: renew the lease while you work (extend), and say what became of it (complete, fail ' +
        'or release). Jobs may arrive more than once: make the work idempotent by the job’s id.',
    }),
    ApiNamespace(),
    ApiBody({
      type: LeaseRequestDto,
      examples: {
        one: { summary: 'One job, or none', value: { types: ['mail'] } },
        waiting: {
          summary: 'Up to ten, waiting for the first',
          value: {
            types: ['mail', 'newsletter'],
            queues: ['default', 'bulk'],
            max_jobs: 10,
            wait_ms: 20_000,
            lease_ms: 30_000,
            worker: 'mailer-1:42',
          },
        },
      },
    }),
    ApiResponse({ status: 200, description: 'The jobs.', type: LeasesDto, example: { jobs: [LEASED] } }),
    ApiProblems(
      'malformed',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'draining',
      'store_unavailable',
    ),
  );
}

interface Settling {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly body: Type;
  readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: object }>>;
  readonly answer: Type;
  readonly example: object;
}

const BODY_PROBLEMS = [
  'malformed',
  'too_large',
  'unsupported_media_type',
  'invalid',
  'store_unavailable',
] as const satisfies ProblemCode[];

function one(settling: Settling): MethodDecorator {
  return applyDecorators(
    ApiParam({ name: 'job_id', schema: { type: 'string' }, example: '101' }),
    settle(settling),
    ApiProblems(...BODY_PROBLEMS, 'not_found', 'lease_lost'),
  );
}

function many(settling: Settling): MethodDecorator {
  return applyDecorators(settle(settling), ApiProblems(...BODY_PROBLEMS));
}

function settle(settling: Settling): MethodDecorator {
  const { operationId, summary, description, body, examples, answer, example } = settling;
  return applyDecorators(
    ApiExtraModels(JobErrorDto),
    ApiOperation({ operationId, summary, description }),
    ApiNamespace(),
    ApiBody({ type: body, examples }),
    ApiResponse({ status: 200, description: 'What became of it.', type: answer, example }),
  );
}

const SAFE_TO_REPEAT = 'Safe to send again: what was recorded before is answered with already.';

/** Documents `POST /leases/{job_id}/complete`. */
export function ApiComplete(): MethodDecorator {
  return one({
    operationId: 'completeLease',
    summary: 'The job is done',
    description: SAFE_TO_REPEAT,
    body: CompleteDto,
    examples: {
      result: { summary: 'With a result', value: { ...LEASE, result: { sent: true } } },
      nothing: { summary: 'Without one', value: LEASE },
      lost: {
        summary: 'With one that cannot be sent',
        value: { ...LEASE, result_error: { code: 'result_too_large', message: '12 MiB of pictures' } },
      },
    },
    answer: CompletedDto,
    example: COMPLETED,
  });
}

/** Documents `POST /leases/{job_id}/fail`. */
export function ApiFail(): MethodDecorator {
  return one({
    operationId: 'failLease',
    summary: 'The attempt failed',
    description: `The job is retried by its own settings, unless the error says otherwise. ${SAFE_TO_REPEAT}`,
    body: FailDto,
    examples: {
      later: { summary: 'Try again in a minute', value: { ...LEASE, error: ERROR } },
      never: {
        summary: 'Never try again',
        value: { ...LEASE, error: { message: 'There is no such address', retryable: false } },
      },
    },
    answer: SettledDto,
    example: FAILED,
  });
}

/** Documents `POST /leases/{job_id}/release`. */
export function ApiRelease(): MethodDecorator {
  return one({
    operationId: 'releaseLease',
    summary: 'Hand the job back',
    description:
      'For a worker that stops: the job goes back to its old place in the line, and the start does not count.',
    body: LeaseDto,
    examples: { release: { summary: 'Hand it back', value: LEASE } },
    answer: SettledDto,
    example: { ...FAILED, status: 'queued' },
  });
}

/** Documents `POST /leases/{job_id}/extend`. */
export function ApiExtend(): MethodDecorator {
  return one({
    operationId: 'extendLease',
    summary: 'Renew the lease',
    description: 'Every third of the lease is a good rhythm. Also tells whether somebody cancelled the job.',
    body: ExtendDto,
    examples: {
      renew: { summary: 'As long again', value: LEASE },
      progress: { summary: 'And say how far it is', value: { ...LEASE, progress: { done: 3, of: 10 } } },
    },
    answer: ExtendedDto,
    example: EXTENDED,
  });
}

const EACH = 'Up to 100 at once, each on its own. An entry that is not valid refuses them all.';

/** Documents `POST /leases/complete`. */
export function ApiCompleteMany(): MethodDecorator {
  return many({
    operationId: 'completeLeases',
    summary: 'Jobs are done',
    description: `${EACH} ${SAFE_TO_REPEAT}`,
    body: CompleteManyDto,
    examples: { two: { summary: 'One job', value: { jobs: [{ job_id: '101', ...LEASE, result: 42 }] } } },
    answer: CompletedManyDto,
    example: { results: [COMPLETED, { ...LOST, status: null, result_error: null }] },
  });
}

/** Documents `POST /leases/fail`. */
export function ApiFailMany(): MethodDecorator {
  return many({
    operationId: 'failLeases',
    summary: 'Attempts failed',
    description: `${EACH} ${SAFE_TO_REPEAT}`,
    body: FailManyDto,
    examples: { one: { summary: 'One job', value: { jobs: [{ job_id: '101', ...LEASE, error: ERROR }] } } },
    answer: SettledManyDto,
    example: { results: [FAILED, { ...LOST, status: null }] },
  });
}

/** Documents `POST /leases/release`. */
export function ApiReleaseMany(): MethodDecorator {
  return many({
    operationId: 'releaseLeases',
    summary: 'Hand jobs back',
    description: EACH,
    body: ReleaseManyDto,
    examples: { one: { summary: 'One job', value: { jobs: [{ job_id: '101', ...LEASE }] } } },
    answer: SettledManyDto,
    example: {
      results: [
        { ...FAILED, status: 'queued' },
        { ...LOST, status: null },
      ],
    },
  });
}

/** Documents `POST /leases/extend`. */
export function ApiExtendMany(): MethodDecorator {
  return many({
    operationId: 'extendLeases',
    summary: 'Renew leases',
    description: EACH,
    body: ExtendManyDto,
    examples: { one: { summary: 'One job', value: { jobs: [{ job_id: '101', ...LEASE }] } } },
    answer: ExtendedManyDto,
    example: { results: [EXTENDED, { ...LOST, cancel_requested: false, lease_ms: 0 }] },
  });
}
