import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '../../core/states';
import { ProblemDto } from '../../http/problem.openapi';

/** What became of one job of a bulk. */
export class BulkResultDto {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Its place in the request, blank lines left out.',
  })
  index!: number;

  @ApiProperty({ type: 'string', description: 'created, duplicate, or the code of the problem.' })
  outcome!: string;

  @ApiProperty({ type: 'string', required: false, description: 'With created and duplicate.' })
  job_id?: string;

  @ApiProperty({ enum: JOB_STATES, required: false, description: 'With created and duplicate.' })
  status?: string;

  @ApiProperty({ type: 'string', required: false, description: 'With created and duplicate.' })
  queue?: string;

  @ApiProperty({
    type: () => ProblemDto,
    required: false,
    description: 'Otherwise: as the job alone would have been answered, with retry_after_s for Retry-After.',
  })
  problem?: ProblemDto;
}

/** The answer to a bulk. */
export class BulkDto {
  @ApiProperty({ type: 'integer', minimum: 0 })
  created!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  duplicate!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  refused!: number;

  @ApiProperty({ type: () => [BulkResultDto], description: 'One for each job, in order.' })
  results!: BulkResultDto[];
}
