import { ApiProperty } from '@nestjs/swagger';
import { PercentilesDto } from '../metrics/metrics.dto';
import { QueueDto } from './queue.dto';

/** How many attempts failed in one way. */
export class QueueErrorDto {
  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'null' }],
    description: 'The code; null: any other, where there are too many to count each.',
  })
  code!: string | null;

  @ApiProperty({ type: 'integer' })
  count!: number;
}

/** A queue, with what its jobs took and how they failed. */
export class QueueDetailsDto extends QueueDto {
  @ApiProperty({
    type: () => PercentilesDto,
    description: 'From acceptance to the first start, delays included, of the last five minutes.',
  })
  wait_ms!: PercentilesDto;

  @ApiProperty({ type: () => PercentilesDto, description: 'How long attempts of the last five minutes ran.' })
  run_ms!: PercentilesDto;

  @ApiProperty({
    type: () => [QueueErrorDto],
    description:
      'Attempts that failed in about the last day, by the code of their error, the most frequent first; also those after ' +
      'which the job was tried again.',
  })
  errors!: QueueErrorDto[];
}
