import { ApiProperty } from '@nestjs/swagger';

/** One line that a handler wrote. */
export class LogLineDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Of all lines of the job.' })
  number!: number;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'By the clock of Redis.' })
  at!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The attempt that wrote it.' })
  attempt!: number;

  @ApiProperty({ type: 'string' })
  line!: string;
}

/** A page of a job's log. */
export class JobLogDto {
  @ApiProperty({ type: 'string' })
  job_id!: string;

  @ApiProperty({ type: () => [LogLineDto] })
  lines!: LogLineDto[];

  @ApiProperty({ type: 'integer', description: 'Lines that are kept.' })
  total!: number;

  @ApiProperty({ type: 'integer', description: 'Lines that gave way to later ones, or got lost on the way.' })
  dropped!: number;

  @ApiProperty({ type: 'string', nullable: true, description: 'null: that was the last page.' })
  next_page_token!: string | null;
}
