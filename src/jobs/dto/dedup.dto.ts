import { ApiProperty } from '@nestjs/swagger';
import { IsIn, ValidateIf } from 'class-validator';
import { DEDUP_UNTIL, type Dedup } from '../../core/dedup';
import { LIMIT_RANGE, NAME_PATTERN } from './field-rules';
import { IsIntegerIn, IsName, MayBeAbsent } from './field.decorators';

/** A key that at most one job of the namespace holds, in whatever queue it is. */
export class DedupDto {
  @ApiProperty({ type: 'string', pattern: NAME_PATTERN.source, example: 'invoice:4711' })
  @IsName()
  key!: string;

  @ApiProperty({
    enum: DEDUP_UNTIL,
    required: false,
    default: 'finished',
    description:
      'When the job lets go of the key. started: as its first attempt starts; finished: as it gets to a final ' +
      'state; ttl: after ttl_ms, also where it is done before, but not once it is cancelled. However it ends, ' +
      'no key is held by a job that is gone.',
  })
  @MayBeAbsent()
  @IsIn(DEDUP_UNTIL, { message: `must be one of ${DEDUP_UNTIL.join(', ')}` })
  until?: Dedup['until'];

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: LIMIT_RANGE.min,
    maximum: LIMIT_RANGE.max,
    description: 'Longest time that the key is held, from acceptance (ms). Needed with until ttl.',
  })
  @ValidateIf(({ until }: DedupDto, value: unknown) => value !== undefined || until === 'ttl')
  @IsIntegerIn(LIMIT_RANGE)
  ttl_ms?: number;
}

export const DEDUP_FIELDS = ['key', 'until', 'ttl_ms'] as const;
