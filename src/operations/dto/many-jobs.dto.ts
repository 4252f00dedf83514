import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsString, MaxLength, MinLength, ValidateBy } from 'class-validator';
import { MAX_BATCH } from '../../core/job-store';
import { FINAL_STATES, WAITING_STATES } from '../../core/states';
import { isJobId, NAME_PATTERN } from '../../jobs/dto/field-rules';
import { ExcludedBy, MayBeAbsent } from '../../jobs/dto/field.decorators';
import { JobFilterDto, QueueJobFilterDto } from './job-filter.dto';

export const PURGEABLE_STATES = [...FINAL_STATES, ...WAITING_STATES] as const;

const IDS_DETAIL = `must be an array of 1 to ${MAX_BATCH} job ids`;
const STATES_DETAIL = `must be an array of some of ${PURGEABLE_STATES.join(', ')}, each once`;
const TOKEN_DETAIL = 'must be the next_page_token of the answer before';
const MOST_TOKEN_CHARACTERS = 4_096;

function check(name: string, validate: (value: unknown) => boolean, detail: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => detail } });
}

function isIdList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_BATCH && value.every(isJobId);
}

function isStateList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((state) => (PURGEABLE_STATES as readonly unknown[]).includes(state)) &&
    new Set(value).size === value.length
  );
}

function DryRun(): PropertyDecorator {
  return (target, key) => {
    ApiProperty({
      type: 'boolean',
      required: false,
      default: false,
      description: 'Only count the jobs that match; nothing changes.',
    })(target, key);
    MayBeAbsent()(target, key);
    IsBoolean({ message: 'must be true or false' })(target, key);
  };
}

function PageToken(): PropertyDecorator {
  return (target, key) => {
    ApiProperty({
      type: 'string',
      required: false,
      description:
        'next_page_token of the answer before, with all else as it was then: goes on where that one stopped.',
    })(target, key);
    MayBeAbsent()(target, key);
    IsString({ message: TOKEN_DETAIL })(target, key);
    MinLength(1, { message: TOKEN_DETAIL })(target, key);
    MaxLength(MOST_TOKEN_CHARACTERS, { message: TOKEN_DETAIL })(target, key);
  };
}

/** The body of `POST /jobs/retry` and `/jobs/cancel`: either ids or a filter. */
export class ManyJobsDto {
  @ApiProperty({
    type: 'array',
    items: {
      oneOf: [{ type: 'string', pattern: NAME_PATTERN.source }, { type: 'integer' }],
    },
    minItems: 1,
    maxItems: MAX_BATCH,
    required: false,
  })
  @MayBeAbsent()
  @check('isIdList', isIdList, IDS_DETAIL)
  @ExcludedBy('filter')
  ids?: (string | number)[];

  @ApiProperty({ type: () => JobFilterDto, required: false, description: 'At least one field of it.' })
  filter?: JobFilterDto;

  @DryRun()
  @ExcludedBy('ids')
  dry_run?: boolean;

  @PageToken()
  @ExcludedBy('ids')
  page_token?: string;
}

/** The body of `POST /queues/{queue}/redrive`; may be left out. */
export class RedriveQueueDto {
  @ApiProperty({ type: () => QueueJobFilterDto, required: false, description: 'Left out: all that failed.' })
  filter?: QueueJobFilterDto;

  @DryRun()
  dry_run?: boolean;

  @PageToken()
  page_token?: string;
}

/** The body of `POST /queues/{queue}/purge`; may be left out. */
export class PurgeQueueDto extends RedriveQueueDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...PURGEABLE_STATES] },
    uniqueItems: true,
    required: false,
    default: [...FINAL_STATES],
    description: 'Jobs in which states go. Those that wait only where they are named; running ones never.',
  })
  @MayBeAbsent()
  @check('isStateList', isStateList, STATES_DETAIL)
  states?: (typeof PURGEABLE_STATES)[number][];
}

export const MANY_JOBS_FIELDS = [
  'ids',
  'filter',
  'dry_run',
  'page_token',
] as const satisfies (keyof ManyJobsDto)[];

export const REDRIVE_QUEUE_FIELDS = [
  'filter',
  'dry_run',
  'page_token',
] as const satisfies (keyof RedriveQueueDto)[];

export const PURGE_QUEUE_FIELDS = [
  ...REDRIVE_QUEUE_FIELDS,
  'states',
] as const satisfies (keyof PurgeQueueDto)[];

/** What became of one of the ids. */
export class JobOutcomeDto {
  @ApiProperty({ type: 'string', example: '101' })
  job_id!: string;

  @ApiProperty({
    enum: ['queued', 'blocked', 'cancelled', 'cancel_requested', 'wrong_state', 'not_found'],
    description:
      'blocked: retried, but its group is full. cancel_requested: it runs, and its worker is told.',
  })
  outcome!: string;

  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'null' }], description: 'Where the job is now.' })
  status!: string | null;
}

/** The answer to ids. */
export class JobOutcomesDto {
  @ApiProperty({ type: 'integer', description: 'On how many of them it worked.' })
  changed!: number;

  @ApiProperty({ type: () => [JobOutcomeDto], description: 'One for each id, in their order.' })
  results!: JobOutcomeDto[];
}

/** The answer to a filter: how far it got. */
export class SweepReportDto {
  @ApiProperty({ type: 'boolean' })
  dry_run!: boolean;

  @ApiProperty({ type: 'integer', description: 'Jobs that matched.' })
  matched!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs on which it worked; 0 in a dry run.' })
  changed!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs that had moved on when their turn came.' })
  skipped!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs looked at.' })
  scanned!: number;

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'null' }],
    description: 'There is more to do: send the same request with this as page_token. null: done.',
  })
  next_page_token!: string | null;
}
