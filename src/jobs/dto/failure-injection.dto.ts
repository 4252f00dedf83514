import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn } from 'class-validator';
import { FAILURE_KINDS, type FailureKind } from '../../core/failure-injection';
import { FAILURE_RANGES, MAX_FAIL_ATTEMPTS } from './field-rules';
import { IsIntegerIn, IsNumberIn, MayBeAbsent } from './field.decorators';

/** Asks for failures on purpose, to prove retries, time limits and crash recovery. */
export class FailureInjectionDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: FAILURE_RANGES.attempt.min, maximum: FAILURE_RANGES.attempt.max },
    maxItems: MAX_FAIL_ATTEMPTS,
    required: false,
    example: [1, 3],
    description: 'These attempts fail, counted from 1.',
  })
  @MayBeAbsent()
  @IsArray({ message: 'must be an array of attempt numbers' })
  @ArrayMaxSize(MAX_FAIL_ATTEMPTS, { message: `must have at most ${MAX_FAIL_ATTEMPTS} entries` })
  @IsIntegerIn(FAILURE_RANGES.attempt, {
    each: true,
    message: `must hold integers from ${FAILURE_RANGES.attempt.min} to ${FAILURE_RANGES.attempt.max}`,
  })
  fail_attempts?: number[];

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: FAILURE_RANGES.failFirst.min,
    maximum: FAILURE_RANGES.failFirst.max,
    example: 2,
    description: 'The first n attempts fail.',
  })
  @MayBeAbsent()
  @IsIntegerIn(FAILURE_RANGES.failFirst)
  fail_first?: number;

  @ApiProperty({
    type: 'number',
    required: false,
    minimum: FAILURE_RANGES.probability.min,
    maximum: FAILURE_RANGES.probability.max,
    description: 'Each attempt fails with this probability.',
  })
  @MayBeAbsent()
  @IsNumberIn(FAILURE_RANGES.probability)
  probability?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: FAILURE_RANGES.seed.min,
    maximum: FAILURE_RANGES.seed.max,
    description: 'Makes probability repeatable.',
  })
  @MayBeAbsent()
  @IsIntegerIn(FAILURE_RANGES.seed)
  seed?: number;

  @ApiProperty({
    enum: FAILURE_KINDS,
    required: false,
    default: 'error',
    description: 'How the failure shows; crash kills the worker process.',
  })
  @MayBeAbsent()
  @IsIn(FAILURE_KINDS, { message: `must be one of ${FAILURE_KINDS.join(', ')}` })
  kind?: FailureKind;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: FAILURE_RANGES.slowMs.min,
    maximum: FAILURE_RANGES.slowMs.max,
    description: 'For the kind slow: wait before the handler runs (ms).',
  })
  @MayBeAbsent()
  @IsIntegerIn(FAILURE_RANGES.slowMs)
  slow_ms?: number;
}

export const FAILURE_INJECTION_FIELDS = [
  'fail_attempts',
  'fail_first',
  'probability',
  'seed',
  'kind',
  'slow_ms',
] as const;
