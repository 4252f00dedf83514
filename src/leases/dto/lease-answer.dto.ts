import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '../../core/states';
import { ANY_JSON } from '../../http/any-json.openapi';
import type { JobErrorDto } from '../../jobs/dto/job.dto';

const OUTCOMES = ['ok', 'already', 'lease_lost', 'not_found'];

/** A job that is the worker's, for as long as its lease lasts. */
export class LeasedJobDto {
  @ApiProperty({ type: 'string', example: '101' })
  id!: string;

  @ApiProperty({ type: 'string' })
  queue!: string;

  @ApiProperty({ type: 'string' })
  type!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of this start.' })
  attempt!: number;

  @ApiProperty({ type: 'string', description: 'Presented with everything that is said about this attempt.' })
  lease_token!: string;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'By the clock of Redis.' })
  lease_expires_at!: string;

  @ApiProperty({ type: 'integer', description: 'How long the lease lasts from its start (ms).' })
  lease_ms!: number;

  @ApiProperty({
    type: 'integer',
    description: 'The attempt fails with timeout after this long, whether or not its lease is renewed (ms).',
  })
  timeout_ms!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Larger for every later attempt of any job: for fencing writes elsewhere.',
  })
  fence!: number;

  @ApiProperty({ type: 'integer' })
  priority!: number;

  @ApiProperty({ type: 'integer', description: 'Retries scheduled so far.' })
  retries!: number;

  @ApiProperty({ type: 'integer' })
  max_retries!: number;

  @ApiProperty({ type: 'integer', description: 'Leases of this job that were lost.' })
  lapses!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Lost leases before the job fails. 0, with max_retries 0: it must not be started again.',
  })
  max_lapses!: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  started_at!: string;

  @ApiProperty({ type: 'array', items: { type: 'string' } })
  tags!: string[];

  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'null' }], description: 'W3C trace context.' })
  traceparent!: string | null;

  @ApiProperty({ ...ANY_JSON, description: 'Any JSON, as it was sent.' })
  payload!: unknown;
}

/** The answer of `POST /leases`. */
export class LeasesDto {
  @ApiProperty({ type: () => [LeasedJobDto], description: 'Empty when there was nothing in the time given.' })
  jobs!: LeasedJobDto[];
}

/** What became of a settlement. */
export class SettledDto {
  @ApiProperty({ type: 'string', example: '101' })
  job_id!: string;

  @ApiProperty({
    enum: OUTCOMES,
    description:
      'already: it was recorded before, nothing changed. lease_lost and not_found: only in batches; nothing changed.',
  })
  outcome!: string;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: [...JOB_STATES] }, { type: 'null' }],
    description: 'Where the job went; null unless it is ok.',
  })
  status!: string | null;
}

/** What became of a completion. */
export class CompletedDto extends SettledDto {
  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/JobErrorDto' }, { type: 'null' }],
    description: 'Why the result was not kept, if it was not.',
  })
  result_error!: JobErrorDto | null;
}

/** What became of an extension. */
export class ExtendedDto {
  @ApiProperty({ type: 'string', example: '101' })
  job_id!: string;

  @ApiProperty({ enum: OUTCOMES, description: 'lease_lost and not_found: only in batches; nothing changed.' })
  outcome!: string;

  @ApiProperty({
    type: 'boolean',
    description: 'Somebody cancelled the job: stop, and fail or release it; it is cancelled then.',
  })
  cancel_requested!: boolean;

  @ApiProperty({
    type: 'integer',
    description: 'The lease lasts this long from now at most (ms); its end is bounded by timeout_ms.',
  })
  lease_ms!: number;
}

/** The answer to a batch of completions. */
export class CompletedManyDto {
  @ApiProperty({ type: () => [CompletedDto], description: 'One for each entry, in order.' })
  results!: CompletedDto[];
}

/** The answer to a batch of failures. */
export class SettledManyDto {
  @ApiProperty({ type: () => [SettledDto], description: 'One for each entry, in order.' })
  results!: SettledDto[];
}

/** The answer to a batch of extensions. */
export class ExtendedManyDto {
  @ApiProperty({ type: () => [ExtendedDto], description: 'One for each entry, in order.' })
  results!: ExtendedDto[];
}
