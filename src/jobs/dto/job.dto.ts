import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { DEPENDENCY_POLICIES } from '../../core/dependency';
import { FINAL_STATES, JOB_STATES } from '../../core/states';
import { DEDUP_UNTIL } from '../../core/dedup';
import { ANY_JSON } from '../../http/any-json.openapi';
import { BackoffDto } from './backoff.dto';
import { FailureInjectionDto } from './failure-injection.dto';

const STRING_OR_NULL = [{ type: 'string' }, { type: 'null' }];
const MOMENT_OR_NULL = [{ type: 'string', format: 'date-time' }, { type: 'null' }];

/** The answer to an enqueue. */
export class EnqueuedDto {
  @ApiProperty({ type: 'string', example: 'Job enqueued successfully' })
  message!: string;

  @ApiProperty({ type: 'string', example: '101', description: 'With a dedup key that is held: its holder.' })
  job_id!: string;

  @ApiProperty({ enum: ['created', 'duplicate'] })
  outcome!: string;

  @ApiProperty({ enum: JOB_STATES, example: 'queued' })
  status!: string;

  @ApiProperty({ type: 'string', example: 'default' })
  queue!: string;

  @ApiProperty({ type: 'string', required: false, description: 'Only where another job holds this key.' })
  dedup_key?: string;
}

/** The answer to a cancel or a retry. */
export class ActedDto {
  @ApiProperty({ type: 'string' })
  message!: string;

  @ApiProperty({ type: 'string', example: '101' })
  job_id!: string;

  @ApiProperty({ enum: JOB_STATES })
  status!: string;

  @ApiProperty({ type: 'boolean', required: false })
  cancel_requested?: boolean;
}

/** Why an attempt or a job failed. */
export class JobErrorDto {
  @ApiProperty({ type: 'string', example: 'timeout' })
  code!: string;

  @ApiProperty({ type: 'string' })
  message!: string;

  @ApiProperty({ type: 'string', required: false, description: "The handler's stack, where it threw one." })
  stack?: string;
}

/** One finished attempt. */
export class AttemptDto {
  @ApiProperty({ type: 'integer', minimum: 1 })
  attempt!: number;

  @ApiProperty({ enum: [...FINAL_STATES, 'snoozed', 'lapsed'] })
  outcome!: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  started_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  ended_at!: string;

  @ApiProperty({ type: 'string', description: 'Host and process.' })
  worker!: string;

  @ApiProperty({ oneOf: STRING_OR_NULL })
  error_code!: string | null;
}

/** The dedup key that a job asked for. */
export class JobDedupDto {
  @ApiProperty({ type: 'string', example: 'invoice:4711' })
  key!: string;

  @ApiProperty({ enum: DEDUP_UNTIL })
  until!: string;

  @ApiProperty({ oneOf: [{ type: 'integer' }, { type: 'null' }] })
  ttl_ms!: number | null;
}

/** One of the jobs that a job depends on. */
export class DependencyDto {
  @ApiProperty({ type: 'string', example: 'extract-1' })
  id!: string;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: [...JOB_STATES] }, { type: 'null' }],
    description: 'Where it is now; null: it is not kept any more.',
  })
  status!: string | null;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: [...FINAL_STATES] }, { type: 'null' }],
    description:
      'Its end, which counts for the job that depends on it, whatever becomes of it later; null: none yet.',
  })
  outcome!: string | null;
}

/** The short form. */
export class JobStatusDto {
  @ApiProperty({ type: 'string', example: '101' })
  id!: string;

  @ApiProperty({ enum: JOB_STATES })
  status!: string;

  @ApiProperty({ type: 'integer', description: 'Retries scheduled after failures.' })
  retries!: number;

  @ApiProperty({ type: 'integer' })
  max_retries!: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'When the present state began.' })
  updated_at!: string;

  @ApiProperty({ type: 'string' })
  queue!: string;

  @ApiProperty({ type: 'string' })
  type!: string;

  @ApiProperty({ type: 'integer', description: 'Starts, without those that were handed back.' })
  attempt_count!: number;

  @ApiProperty({ type: 'integer', description: 'Lost leases.' })
  lapses!: number;

  @ApiProperty({ type: 'boolean' })
  cancel_requested!: boolean;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  due_at!: string | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/JobErrorDto' }, { type: 'null' }] })
  error!: JobErrorDto | null;
}

/** A row of a listing. */
export class JobSummaryDto extends JobStatusDto {
  @ApiProperty({ type: 'integer' })
  priority!: number;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  expires_at!: string | null;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  lease_expires_at!: string | null;

  @ApiProperty({
    oneOf: MOMENT_OR_NULL,
    description: 'Start of the attempt that runs, or of the latest that ended; null: none yet.',
  })
  started_at!: string | null;

  @ApiProperty({ oneOf: MOMENT_OR_NULL, description: 'When it was done; null: it is not.' })
  finished_at!: string | null;

  @ApiProperty({ oneOf: STRING_OR_NULL, description: 'Who runs it now.' })
  worker!: string | null;

  @ApiProperty({ oneOf: STRING_OR_NULL, description: 'Who ran the latest attempt that ended.' })
  last_worker!: string | null;

  @ApiProperty({ oneOf: STRING_OR_NULL, description: 'Of the last failure.' })
  error_code!: string | null;

  @ApiProperty({ oneOf: STRING_OR_NULL, description: 'The same in one line of at most 200 characters.' })
  error_message!: string | null;

  @ApiProperty({ type: 'integer' })
  max_lapses!: number;

  @ApiProperty({ type: 'integer' })
  snoozes!: number;

  @ApiProperty({ type: () => BackoffDto })
  backoff!: BackoffDto;

  @ApiProperty({ type: 'integer' })
  timeout_ms!: number;

  @ApiProperty({ type: 'array', items: { type: 'string' } })
  tags!: string[];

  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/JobDedupDto' }, { type: 'null' }],
    description: 'The key that it asked for; it may have let go of it.',
  })
  dedup!: JobDedupDto | null;

  @ApiProperty({ oneOf: STRING_OR_NULL, description: 'Its group; null: none.' })
  group!: string | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/FailureInjectionDto' }, { type: 'null' }] })
  failure_injection!: FailureInjectionDto | null;

  @ApiProperty({ oneOf: STRING_OR_NULL })
  traceparent!: string | null;

  @ApiProperty({ type: 'integer' })
  payload_bytes!: number;

  @ApiProperty({ type: 'integer', description: 'Lines written to its log: GET /jobs/{id}/logs.' })
  log_lines!: number;

  @ApiProperty({ oneOf: STRING_OR_NULL })
  callback_url!: string | null;

  @ApiProperty({
    oneOf: STRING_OR_NULL,
    description: 'The job that tells callback_url of the latest end; null: there was none to tell.',
  })
  callback_job_id!: string | null;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: [...DEPENDENCY_POLICIES] }, { type: 'null' }],
    description: 'null: it depends on no other job.',
  })
  on_dependency_failure!: string | null;
}

/** A job, whole. */
export class JobDto extends JobSummaryDto {
  @ApiProperty({ type: () => [AttemptDto], description: 'The first one and the last nine.' })
  attempts!: AttemptDto[];

  @ApiProperty({
    type: () => [DependencyDto],
    required: false,
    description: 'In the order as sent. Not in listings.',
  })
  depends_on?: DependencyDto[];

  @ApiProperty({ ...ANY_JSON, description: 'As it was sent.' })
  payload!: unknown;

  @ApiProperty({ ...ANY_JSON, description: 'What the handler returned; null until then.' })
  result!: unknown;

  @ApiProperty({ ...ANY_JSON, description: 'What the handler reported last; null if nothing.' })
  progress!: unknown;
}

/** A page of a listing; it may be short and not the last. */
@ApiExtraModels(JobDto, JobSummaryDto)
export class JobPageDto {
  @ApiProperty({
    type: 'array',
    // Not oneOf: whatever is a JobDto is a JobSummaryDto as well.
    items: { anyOf: [{ $ref: getSchemaPath(JobDto) }, { $ref: getSchemaPath(JobSummaryDto) }] },
    description: 'With view=full each as JobDto, without depends_on; else as JobSummaryDto.',
  })
  jobs!: (JobDto | JobSummaryDto)[];

  @ApiProperty({ oneOf: STRING_OR_NULL, description: 'null: this was the last page.' })
  next_page_token!: string | null;

  @ApiProperty({ type: 'integer', description: 'Jobs looked at for this page.' })
  scanned!: number;

  @ApiProperty({
    oneOf: [{ type: 'integer' }, { type: 'null' }],
    description:
      'How many jobs match in all, where counting them costs nothing: without type, tag and times, or where the index of ' +
      'the queue has just these. Else null.',
  })
  total!: number | null;

  @ApiProperty({
    type: 'string',
    enum: ['created', 'state'],
    description:
      'created: by the index of the queue, the latest created first. state: by queue, then state, then the latest first.',
  })
  order!: 'created' | 'state';
}
