import { ApiProperty } from '@nestjs/swagger';
import { NAME_PATTERN } from '../../jobs/dto/field-rules';
import { IsName } from '../../jobs/dto/field.decorators';

/** The body of `POST /leases/end`. */
export class EndPollDto {
  @ApiProperty({
    type: 'string',
    pattern: NAME_PATTERN.source,
    description: 'As POST /leases was given it.',
  })
  @IsName()
  poll!: string;
}

export const END_POLL_FIELDS = ['poll'] as const satisfies (keyof EndPollDto)[];

/** The answer of `POST /leases/end`. */
export class EndedPollDto {
  @ApiProperty({
    type: 'boolean',
    description:
      'Whether such a request waited in the process that was asked. It has its answer, or gets it now.',
  })
  ended!: boolean;
}
