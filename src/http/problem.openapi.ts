import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { NAMESPACE_HEADER } from './namespace-of';
import { ProblemError, PROBLEMS, type ProblemCode } from './problem';

/** One bad part of a request. */
export class FieldErrorDto {
  @ApiProperty({ type: 'string', required: false, description: 'JSON pointer into the body.' })
  pointer?: string;

  @ApiProperty({ type: 'string', required: false, description: 'Query parameter.' })
  parameter?: string;

  @ApiProperty({ type: 'string', required: false, description: 'Header.' })
  header?: string;

  @ApiProperty({ type: 'string' })
  detail!: string;
}

/** RFC 9457 problem document: the shape of every error. */
export class ProblemDto {
  @ApiProperty({ type: 'string', format: 'uri', example: 'urn:sluice:problem:invalid' })
  type!: string;

  @ApiProperty({ type: 'string', description: 'The same for every problem of this code.' })
  title!: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  status!: number;

  @ApiProperty({ type: 'string', description: 'About this very request.' })
  detail!: string;

  @ApiProperty({ enum: Object.keys(PROBLEMS), description: 'Stable; decide by this.' })
  code!: string;

  @ApiProperty({ type: () => [FieldErrorDto], required: false })
  errors?: FieldErrorDto[];
}

const EXAMPLES: Record<ProblemCode, ProblemError> = {
  malformed: new ProblemError('malformed', 'This is not JSON'),
  unauthenticated: new ProblemError('unauthenticated', 'This needs an API key: Authorization: Bearer slu_…'),
  forbidden: new ProblemError('forbidden', 'The API key shop lacks the scope admin', {
    extension: { missing_scope: 'admin' },
  }),
  not_found: new ProblemError('not_found', 'There is no job 101'),
  method_not_allowed: new ProblemError('method_not_allowed', 'DELETE is not allowed on this path'),
  request_timeout: new ProblemError('request_timeout', 'The request did not arrive in time'),
  conflict: new ProblemError('conflict', 'The id 101 belongs to a job with other content', {
    extension: { job_id: '101', job_status: 'completed', queue: 'default' },
  }),
  lease_lost: new ProblemError('lease_lost', 'The job 101 does not run under this lease; nothing changed', {
    extension: { job_id: '101' },
  }),
  wrong_state: new ProblemError('wrong_state', 'The job 101 is completed and cannot be cancelled', {
    extension: { job_id: '101', job_status: 'completed' },
  }),
  queue_in_use: new ProblemError('queue_in_use', 'The queue default holds 3 jobs', {
    extension: { queue: 'default', jobs: 3 },
  }),
  precondition_failed: new ProblemError(
    'precondition_failed',
    'The settings of the queue default are not those that If-Match names',
  ),
  too_large: new ProblemError('too_large', 'The payload is larger than 1048576 bytes'),
  unsupported_media_type: new ProblemError(
    'unsupported_media_type',
    'The body must be application/json in UTF-8',
  ),
  invalid: new ProblemError('invalid', '/priority must be an integer from -100 to 100', {
    errors: [{ pointer: '/priority', detail: 'must be an integer from -100 to 100' }],
  }),
  idempotency_key_reused: new ProblemError(
    'idempotency_key_reused',
    'This Idempotency-Key was sent before with a job of other content',
    {
      extension: {
        job_id: 'idem-Zk2m0o3cR1g6yH9sQ4tB7vXnE5wLaUJdPfKiC8xTzM0',
        job_status: 'queued',
        queue: 'default',
      },
    },
  ),
  rate_limited: new ProblemError('rate_limited', 'This namespace enqueues faster than its limit'),
  internal: new ProblemError('internal', 'The service could not handle this request'),
  overloaded: new ProblemError('overloaded', 'The service receives as much at once as it may'),
  too_many_clients: new ProblemError('too_many_clients', 'This process serves as many listeners as it may'),
  queue_full: new ProblemError('queue_full', 'The queue default holds as many waiting jobs as it may', {
    extension: { queue: 'default', limit: 'depth' },
  }),
  namespace_full: new ProblemError(
    'namespace_full',
    'The queues of this namespace hold as many waiting jobs as they may together',
    { extension: { limit: 'depth' } },
  ),
  draining: new ProblemError('draining', 'The service is shutting down and takes no new jobs'),
  store_unavailable: new ProblemError(
    'store_unavailable',
    'The store did not answer in time; the same request may be sent again',
  ),
  not_replicated: new ProblemError(
    'not_replicated',
    'Too few replicas have it in time. The job may be stored: sent again with the same id or Idempotency-Key, it exists once',
  ),
  store_full: new ProblemError(
    'store_full',
    'The store has no memory left for new jobs until running ones have finished',
  ),
  not_ready: new ProblemError('not_ready', 'The store does not answer', {
    extension: { checks: { store: { status: 'down', message: 'The store does not answer' } } },
  }),
};

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Whole seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

/** What a problem of this code looks like. */
export function problemExample(code: ProblemCode): { description: string; example: object } {
  return { description: PROBLEMS[code].title, example: EXAMPLES[code].toJSON() };
}

/** Documents problem answers, one response a status, each code with an example. */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  return applyDecorators(...statuses.map((status) => problemResponse(status, codes)));
}

function problemResponse(status: number, codes: readonly ProblemCode[]): MethodDecorator {
  const own = codes.filter((code) => PROBLEMS[code].status === status);
  return ApiResponse({
    status,
    description: own.map((code) => PROBLEMS[code].title).join('; '),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ProblemDto) },
        examples: Object.fromEntries(own.map((code) => [code, { value: EXAMPLES[code].toJSON() }])),
      },
    },
    ...(status === 503 || status === 429 ? { headers: RETRY_AFTER } : {}),
  });
}

/** Documents the header that names the namespace. */
export function ApiNamespace(): MethodDecorator {
  return ApiHeader({
    name: NAMESPACE_HEADER,
    required: false,
    description: 'The namespace: a queue system of its own. Default: default.',
    schema: { type: 'string', default: 'default', pattern: '^[A-Za-z0-9._@-]{1,128}$' },
  });
}
