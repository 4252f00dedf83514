import { ApiProperty } from '@nestjs/swagger';
import { NAME_PATTERN, QUEUE_PATTERN } from '../../jobs/dto/field-rules';
import { IsName, IsQueueName, IsTimestamp, MayBeAbsent } from '../../jobs/dto/field.decorators';

const NAME = { type: 'string', pattern: NAME_PATTERN.source, required: false } as const;
const MOMENT = { type: 'string', format: 'date-time', required: false } as const;

/** Which jobs of a queue. All that is given must hold. */
export class QueueJobFilterDto {
  @ApiProperty({ ...NAME, description: 'Only this type.' })
  @MayBeAbsent()
  @IsName()
  type?: string;

  @ApiProperty({ ...NAME, description: 'Only jobs with this tag.' })
  @MayBeAbsent()
  @IsName()
  tag?: string;

  @ApiProperty({ ...MOMENT, description: 'Inclusive.' })
  @MayBeAbsent()
  @IsTimestamp()
  created_after?: string;

  @ApiProperty({ ...MOMENT, description: 'Exclusive.' })
  @MayBeAbsent()
  @IsTimestamp()
  created_before?: string;

  @ApiProperty({
    type: 'string',
    required: false,
    description: 'Only this state, of those on which the action works.',
  })
  status?: string;
}

/** Which jobs, of any queue. */
export class JobFilterDto extends QueueJobFilterDto {
  @ApiProperty({
    type: 'string',
    pattern: QUEUE_PATTERN.source,
    required: false,
    description: 'Only this queue.',
  })
  @MayBeAbsent()
  @IsQueueName()
  queue?: string;
}

export const QUEUE_JOB_FILTER_FIELDS = [
  'type',
  'tag',
  'created_after',
  'created_before',
  'status',
] as const satisfies (keyof QueueJobFilterDto)[];

export const JOB_FILTER_FIELDS = [
  'queue',
  ...QUEUE_JOB_FILTER_FIELDS,
] as const satisfies (keyof JobFilterDto)[];
