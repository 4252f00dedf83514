import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray } from 'class-validator';
import { NAME_DETAIL, NAME_PATTERN, QUEUE_DETAIL, QUEUE_PATTERN } from '../../jobs/dto/field-rules';
import { IsIntegerIn, IsName, MayBeAbsent } from '../../jobs/dto/field.decorators';
import { IsQueueNames } from './lease.decorators';

export const MAX_JOBS_RANGE = { min: 1, max: 100, default: 1 } as const;
export const LEASE_WAIT_RANGE = { min: 0, max: 30_000, default: 0 } as const;
export const LEASE_MS_RANGE = { min: 1_000, max: 86_400_000 } as const;
export const MOST_NAMES = 100;

const LIST_DETAIL = `must be an array of 1 to ${MOST_NAMES} names`;

/** The body of `POST /leases`. */
export class LeaseRequestDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', pattern: NAME_PATTERN.source },
    minItems: 1,
    maxItems: MOST_NAMES,
    uniqueItems: true,
    example: ['mail'],
    description: 'The types of jobs that the worker knows how to run.',
  })
  @IsArray({ message: LIST_DETAIL })
  @ArrayMinSize(1, { message: LIST_DETAIL })
  @ArrayMaxSize(MOST_NAMES, { message: LIST_DETAIL })
  @ArrayUnique({ message: 'must not name a type twice' })
  @IsName({ each: true, message: `each ${NAME_DETAIL}` })
  types!: string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'string', pattern: QUEUE_PATTERN.source },
    minItems: 1,
    maxItems: MOST_NAMES,
    uniqueItems: true,
    required: false,
    description: 'Left out: all queues, by turn.',
  })
  @MayBeAbsent()
  @IsArray({ message: LIST_DETAIL })
  @ArrayMinSize(1, { message: LIST_DETAIL })
  @ArrayMaxSize(MOST_NAMES, { message: LIST_DETAIL })
  @ArrayUnique({ message: 'must not name a queue twice' })
  @IsQueueNames(`each ${QUEUE_DETAIL}`)
  queues?: string[];

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: MAX_JOBS_RANGE.min,
    maximum: MAX_JOBS_RANGE.max,
    default: MAX_JOBS_RANGE.default,
    description: 'Most jobs in the answer: as many as the worker has room for now.',
  })
  @MayBeAbsent()
  @IsIntegerIn(MAX_JOBS_RANGE)
  max_jobs?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: LEASE_WAIT_RANGE.min,
    maximum: LEASE_WAIT_RANGE.max,
    default: LEASE_WAIT_RANGE.default,
    description: 'How long to wait for the first job (ms). The answer comes as soon as there is one.',
  })
  @MayBeAbsent()
  @IsIntegerIn(LEASE_WAIT_RANGE)
  wait_ms?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: LEASE_MS_RANGE.min,
    maximum: LEASE_MS_RANGE.max,
    description:
      'How long the jobs are the worker’s unless it renews the leases (ms). Default: SLUICE_LEASE_MS. Renew them ' +
      'every third of it; after it, another worker gets the job.',
  })
  @MayBeAbsent()
  @IsIntegerIn(LEASE_MS_RANGE)
  lease_ms?: number;

  @ApiProperty({
    type: 'string',
    pattern: NAME_PATTERN.source,
    required: false,
    example: 'mailer-1:42',
    description: 'Names the worker for people: in GET /workers, and in the attempts of its jobs.',
  })
  @MayBeAbsent()
  @IsName()
  worker?: string;

  @ApiProperty({
    type: 'string',
    pattern: NAME_PATTERN.source,
    required: false,
    description:
      'Names this request, by a text that no other request has (a UUID, say), so that POST /leases/end can end it ' +
      'before its time.',
  })
  @MayBeAbsent()
  @IsName()
  poll?: string;
}

export const LEASE_REQUEST_FIELDS = [
  'types',
  'queues',
  'max_jobs',
  'wait_ms',
  'lease_ms',
  'worker',
  'poll',
] as const satisfies (keyof LeaseRequestDto)[];
