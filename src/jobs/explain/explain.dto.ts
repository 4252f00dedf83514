import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '../../core/states';
import { ANY_JSON } from '../../http/any-json.openapi';
import { DependencyDto, JobDedupDto, JobErrorDto } from '../dto/job.dto';
import { REASON_CODES } from './reason';

const MOMENT_OR_NULL = [{ type: 'string', format: 'date-time' }, { type: 'null' }];
const WITH = 'With some codes only: ';

/** One reason; which of the optional fields there are depends on the code. */
export class ReasonDto {
  @ApiProperty({ enum: REASON_CODES, description: 'Stable; decide by this.' })
  code!: string;

  @ApiProperty({ type: 'string', description: 'In words.' })
  detail!: string;

  @ApiProperty({ type: 'string', required: false })
  queue?: string;

  @ApiProperty({ oneOf: MOMENT_OR_NULL, required: false })
  paused_at?: string | null;

  @ApiProperty({
    type: 'integer',
    required: false,
    description: `${WITH}most jobs of the queue, or of the namespace, at once.`,
  })
  concurrency?: number;

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}jobs that run now.` })
  running?: number;

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}jobs that go first, exactly.` })
  ahead?: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    required: false,
    description: `${WITH}when the rate of the queue, or of its groups, lets the next job start.`,
  })
  next_start_at?: string;

  @ApiProperty({ type: 'string', required: false, description: `${WITH}the job's group.` })
  group?: string;

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}most jobs of a group at once.` })
  group_concurrency?: number;

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}jobs of the group that are let in.` })
  held?: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    required: false,
    description: `${WITH}which those are, the first ten by id.`,
  })
  held_by?: string[];

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}workers that take jobs.` })
  workers?: number;

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}workers that shut down.` })
  draining?: number;

  @ApiProperty({ type: 'integer', required: false })
  slots?: number;

  @ApiProperty({ type: 'string', required: false })
  type?: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    required: false,
    description: `${WITH}the types that living workers of the queue know.`,
  })
  known_types?: string[];

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}jobs that it waits for.` })
  waiting_for?: number;

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}jobs that it depends on.` })
  dependencies?: number;

  @ApiProperty({
    type: () => [DependencyDto],
    required: false,
    description: `${WITH}the first twenty that it waits for.`,
  })
  waits_for?: DependencyDto[];

  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  due_at?: string;

  @ApiProperty({ type: 'integer', required: false, description: `${WITH}which retry it waits for.` })
  retry?: number;

  @ApiProperty({ type: 'integer', required: false })
  max_retries?: number;

  @ApiProperty({ type: 'integer', required: false })
  snoozes?: number;

  @ApiProperty({ type: 'string', required: false, description: `${WITH}the name of the lease's holder.` })
  worker?: string;

  @ApiProperty({ type: 'integer', required: false })
  attempt?: number;

  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  started_at?: string;

  @ApiProperty({ oneOf: MOMENT_OR_NULL, required: false })
  lease_expires_at?: string | null;

  @ApiProperty({ type: 'integer', required: false })
  lease_left_ms?: number;

  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  ended_at?: string;

  @ApiProperty({ type: 'integer', required: false })
  attempt_count?: number;

  @ApiProperty({ type: 'integer', required: false })
  retries?: number;

  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/JobErrorDto' }, { type: 'null' }],
    required: false,
  })
  error?: JobErrorDto | null;
}

/** The answer of `GET /jobs/{id}/explain`. */
export class ExplanationDto {
  @ApiProperty({ type: 'string', description: 'One sentence.' })
  summary!: string;

  @ApiProperty({ type: 'string' })
  id!: string;

  @ApiProperty({ type: 'string' })
  queue!: string;

  @ApiProperty({ type: 'string' })
  type!: string;

  @ApiProperty({ enum: JOB_STATES })
  status!: string;

  @ApiProperty({ type: () => [ReasonDto], description: 'The most important first; never empty.' })
  reasons!: ReasonDto[];

  @ApiProperty({
    oneOf: MOMENT_OR_NULL,
    description: 'From how fast the queue drained in the last minute; null where nobody can say.',
  })
  estimated_start_at!: string | null;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  expires_at!: string | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/JobDedupDto' }, { type: 'null' }] })
  dedup!: JobDedupDto | null;

  @ApiProperty({ oneOf: [{ $ref: '#/components/schemas/JobErrorDto' }, { type: 'null' }] })
  error!: JobErrorDto | null;

  @ApiProperty({ type: 'string', format: 'date-time', description: "By the store's clock." })
  as_of!: string;

  @ApiProperty({ ...ANY_JSON, description: 'What the handler returned; null until then.' })
  result!: unknown;
}
