import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { BACKOFF_LIMITS, DEFAULT_BACKOFF, type Backoff } from '../../core/backoff';
import { IsIntegerIn, IsNumberIn, MayBeAbsent } from './field.decorators';

export const BACKOFF_STRATEGIES = ['exponential', 'linear', 'fixed'] as const satisfies Backoff['strategy'][];

/** How long to wait before each retry. What is left out has the default. */
export class BackoffDto {
  @ApiProperty({
    enum: BACKOFF_STRATEGIES,
    required: false,
    default: DEFAULT_BACKOFF.strategy,
    description: 'exponential: base_ms × factor^(retry−1); linear: base_ms × retry; fixed: base_ms.',
  })
  @MayBeAbsent()
  @IsIn(BACKOFF_STRATEGIES, { message: `must be one of ${BACKOFF_STRATEGIES.join(', ')}` })
  strategy?: Backoff['strategy'];

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: BACKOFF_LIMITS.baseMs.min,
    maximum: BACKOFF_LIMITS.baseMs.max,
    default: DEFAULT_BACKOFF.baseMs,
    description: 'Wait before the first retry (ms).',
  })
  @MayBeAbsent()
  @IsIntegerIn(BACKOFF_LIMITS.baseMs)
  base_ms?: number;

  @ApiProperty({
    type: 'number',
    required: false,
    minimum: BACKOFF_LIMITS.factor.min,
    maximum: BACKOFF_LIMITS.factor.max,
    default: DEFAULT_BACKOFF.factor,
    description: 'Growth for each further retry; only for exponential.',
  })
  @MayBeAbsent()
  @IsNumberIn(BACKOFF_LIMITS.factor)
  factor?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: BACKOFF_LIMITS.maxMs.min,
    maximum: BACKOFF_LIMITS.maxMs.max,
    default: DEFAULT_BACKOFF.maxMs,
    description: 'No wait is longer (ms).',
  })
  @MayBeAbsent()
  @IsIntegerIn(BACKOFF_LIMITS.maxMs)
  max_ms?: number;

  @ApiProperty({
    type: 'number',
    required: false,
    minimum: BACKOFF_LIMITS.jitter.min,
    maximum: BACKOFF_LIMITS.jitter.max,
    default: DEFAULT_BACKOFF.jitter,
    description: '0: exact; 1: anywhere between zero and the full wait.',
  })
  @MayBeAbsent()
  @IsNumberIn(BACKOFF_LIMITS.jitter)
  jitter?: number;
}

export const BACKOFF_FIELDS = ['strategy', 'base_ms', 'factor', 'max_ms', 'jitter'] as const;
