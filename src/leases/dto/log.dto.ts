import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString } from 'class-validator';
import { IsIntegerIn, MayBeAbsent } from '../../jobs/dto/field.decorators';
import { LeaseDto } from './settle.dto';

/** Lines in one call. */
export const MOST_LOG_LINES = 500;

export const LOG_OFFSET_RANGE = { min: 0, max: 2_147_483_647 } as const;

/** The body of `POST /leases/{job_id}/log`. */
export class LogDto extends LeaseDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    maxItems: MOST_LOG_LINES,
    description: 'Oldest first. What is longer than SLUICE_LOG_LINE_BYTES is cut.',
  })
  @IsArray({ message: 'must be an array of strings' })
  @ArrayMinSize(1, { message: 'must have a line' })
  @ArrayMaxSize(MOST_LOG_LINES, { message: `must have at most ${MOST_LOG_LINES} lines` })
  @IsString({ each: true, message: 'must be an array of strings' })
  lines!: string[];

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: LOG_OFFSET_RANGE.min,
    maximum: LOG_OFFSET_RANGE.max,
    description:
      'Number of the first of these lines in this attempt, from 0: the answer before has it as `taken`. With it, lines ' +
      'that are sent again are not written twice, and lines that you dropped are counted. Left out: right behind those ' +
      'that are there.',
  })
  @MayBeAbsent()
  @IsIntegerIn(LOG_OFFSET_RANGE)
  offset?: number;
}

export const LOG_FIELDS = ['lease_token', 'lines', 'offset'] as const;

/** What became of the lines. */
export class LoggedDto {
  @ApiProperty({ type: 'string', example: '101' })
  job_id!: string;

  @ApiProperty({ enum: ['ok'] })
  outcome!: string;

  @ApiProperty({ type: 'integer', description: 'Lines of this attempt so far: the next offset.' })
  taken!: number;
}
