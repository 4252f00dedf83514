import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { MAX_PROGRESS_BYTES } from '../../core/settlement';
import { ANY_JSON } from '../../http/any-json.openapi';
import { DURATION_RANGE, NAME_PATTERN } from '../../jobs/dto/field-rules';
import { ExcludedBy, IsIntegerIn, MayBeAbsent } from '../../jobs/dto/field.decorators';
import {
  IsBoolean,
  IsErrorObject,
  IsLeasedJobId,
  IsLeaseToken,
  IsProgress,
  IsText,
} from './lease.decorators';
import { LEASE_MS_RANGE } from './lease-request.dto';

/** Most entries of a batch. */
export const MOST_ENTRIES = 100;

const CODE_PATTERN = /^[a-z0-9_]{1,27}$/;
const CODE_DETAIL = 'must be 1 to 27 characters of a-z 0-9 _';

/** The lease that a worker presents. */
export class LeaseDto {
  @ApiProperty({ type: 'string', description: 'As POST /leases gave it with the job.' })
  @IsLeaseToken()
  lease_token!: string;
}

/** A reason in words, and for programs. */
abstract class ReasonDto {
  @ApiProperty({ type: 'string', description: 'For people. What is longer than 1024 bytes is cut.' })
  @IsText()
  message!: string;

  @ApiProperty({
    type: 'string',
    pattern: CODE_PATTERN.source,
    required: false,
    default: 'error',
    description: 'Stable and machine-readable.',
  })
  @MayBeAbsent()
  @Matches(CODE_PATTERN, { message: CODE_DETAIL })
  code?: string;
}

/** Why a job that is done has no result. */
export class ResultErrorDto extends ReasonDto {}

/** The body of `POST /leases/{job_id}/complete`. */
export class CompleteDto extends LeaseDto {
  @ApiProperty({
    ...ANY_JSON,
    required: false,
    description:
      'Any JSON; comes out as the same JSON value. One larger than SLUICE_MAX_RESULT_BYTES is replaced by the ' +
      'reason (result_too_large): the job completes all the same.',
    example: { sent: true },
  })
  result?: unknown;

  @ApiProperty({
    type: () => ResultErrorDto,
    required: false,
    description:
      'Instead of a result: why there is none to send although the job is done (it is too large, or not JSON).',
  })
  @MayBeAbsent()
  @IsErrorObject()
  @ExcludedBy('result')
  result_error?: ResultErrorDto;
}

/** Why an attempt failed, and what is to become of the job. */
export class AttemptErrorDto extends ReasonDto {
  @ApiProperty({ type: 'string', required: false, description: 'What is longer than 2560 bytes is cut.' })
  @MayBeAbsent()
  @IsText()
  stack?: string;

  @ApiProperty({
    type: 'boolean',
    required: false,
    default: true,
    description: 'false: trying again cannot help, the job fails now, whatever retries are left.',
  })
  @MayBeAbsent()
  @IsBoolean()
  retryable?: boolean;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: DURATION_RANGE.min,
    maximum: DURATION_RANGE.max,
    description: 'Wait this long before the retry (ms), instead of what the job’s backoff says.',
  })
  @MayBeAbsent()
  @IsIntegerIn(DURATION_RANGE)
  retry_after_ms?: number;
}

/** The body of `POST /leases/{job_id}/fail`. */
export class FailDto extends LeaseDto {
  @ApiProperty({ type: () => AttemptErrorDto })
  @IsErrorObject()
  error!: AttemptErrorDto;
}

/** The body of `POST /leases/{job_id}/extend`. */
export class ExtendDto extends LeaseDto {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: LEASE_MS_RANGE.min,
    maximum: LEASE_MS_RANGE.max,
    description:
      'From now (ms). Default: what the lease was asked for with. It never lasts longer than the attempt may take ' +
      '(timeout_ms).',
  })
  @MayBeAbsent()
  @IsIntegerIn(LEASE_MS_RANGE)
  lease_ms?: number;

  @ApiProperty({
    ...ANY_JSON,
    required: false,
    description: `How far the job is: any JSON of up to ${MAX_PROGRESS_BYTES} bytes. The last one is kept.`,
    example: { done: 3, of: 10 },
  })
  @MayBeAbsent()
  @IsProgress()
  progress?: unknown;
}

const JOB_ID = { type: 'string', pattern: NAME_PATTERN.source, example: '101' } as const;

/** One of `POST /leases/complete`. */
export class CompleteEntryDto extends CompleteDto {
  @ApiProperty(JOB_ID)
  @IsLeasedJobId()
  job_id!: string;
}

/** One of `POST /leases/fail`. */
export class FailEntryDto extends FailDto {
  @ApiProperty(JOB_ID)
  @IsLeasedJobId()
  job_id!: string;
}

/** One of `POST /leases/extend`. */
export class ExtendEntryDto extends ExtendDto {
  @ApiProperty(JOB_ID)
  @IsLeasedJobId()
  job_id!: string;
}

/** One of `POST /leases/release`. */
export class ReleaseEntryDto extends LeaseDto {
  @ApiProperty(JOB_ID)
  @IsLeasedJobId()
  job_id!: string;
}

/** The body of `POST /leases/complete`. */
export class CompleteManyDto {
  @ApiProperty({ type: () => [CompleteEntryDto], minItems: 1, maxItems: MOST_ENTRIES })
  jobs!: CompleteEntryDto[];
}

/** The body of `POST /leases/fail`. */
export class FailManyDto {
  @ApiProperty({ type: () => [FailEntryDto], minItems: 1, maxItems: MOST_ENTRIES })
  jobs!: FailEntryDto[];
}

/** The body of `POST /leases/extend`. */
export class ExtendManyDto {
  @ApiProperty({ type: () => [ExtendEntryDto], minItems: 1, maxItems: MOST_ENTRIES })
  jobs!: ExtendEntryDto[];
}

/** The body of `POST /leases/release`. */
export class ReleaseManyDto {
  @ApiProperty({ type: () => [ReleaseEntryDto], minItems: 1, maxItems: MOST_ENTRIES })
  jobs!: ReleaseEntryDto[];
}

const LEASE_FIELDS = ['lease_token'] as const;
export const RELEASE_FIELDS = LEASE_FIELDS;
export const COMPLETE_FIELDS = [...LEASE_FIELDS, 'result', 'result_error'] as const;
export const FAIL_FIELDS = [...LEASE_FIELDS, 'error'] as const;
export const EXTEND_FIELDS = [...LEASE_FIELDS, 'lease_ms', 'progress'] as const;
export const RESULT_ERROR_FIELDS = ['message', 'code'] as const;
export const ERROR_FIELDS = ['message', 'code', 'stack', 'retryable', 'retry_after_ms'] as const;
