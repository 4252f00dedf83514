import { ApiProperty } from '@nestjs/swagger';
import { PRIORITY_RANGE } from '../../core/job';
import { DURATION_RANGE } from './field-rules';
import { ExcludedBy, IsIntegerIn, IsTimestamp, MayBeAbsent } from './field.decorators';

/** The body of `PATCH /jobs/{id}`: what is to be another for a job that waits. */
export class RescheduleDto {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: PRIORITY_RANGE.min,
    maximum: PRIORITY_RANGE.max,
    description: 'A higher one starts first; among those of one priority the one that came first.',
  })
  @MayBeAbsent()
  @IsIntegerIn(PRIORITY_RANGE)
  priority?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: DURATION_RANGE.min,
    maximum: DURATION_RANGE.max,
    description: 'Start no earlier than this long from now (ms). Not together with run_at.',
  })
  @MayBeAbsent()
  @IsIntegerIn(DURATION_RANGE)
  delay_ms?: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    required: false,
    description:
      'Start no earlier than this moment; one that has passed means now. Not together with delay_ms.',
  })
  @MayBeAbsent()
  @IsTimestamp()
  @ExcludedBy('delay_ms')
  run_at?: string;
}

export const RESCHEDULE_FIELDS = ['priority', 'delay_ms', 'run_at'] as const;
