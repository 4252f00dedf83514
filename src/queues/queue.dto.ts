import { ApiProperty } from '@nestjs/swagger';
import {
  GROUP_ORDERS,
  type GroupOrder,
  INDEX_FIELDS,
  type IndexField,
  OVERFLOWS,
} from '../core/queue-settings';
import { JOB_STATES } from '../core/states';
import { RATE_RANGES, RETENTION_RANGES, SETTING_RANGES } from './queue-patch';

const INTEGER_OR_NULL = [{ type: 'integer' }, { type: 'null' }];
const INDEX_OR_NULL = [
  { type: 'array', items: { type: 'string', enum: [...INDEX_FIELDS] }, uniqueItems: true },
  { type: 'null' },
];
const MOMENT_OR_NULL = [{ type: 'string', format: 'date-time' }, { type: 'null' }];
const COUNTERS = [
  ...['enqueued', 'started', 'completed', 'failed', 'cancelled'],
  ...['retried', 'lapsed', 'snoozed', 'released', 'dropped'],
];

const integers = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { type: 'integer' as const }]));

const setting = ({ min, max }: { readonly min: number; readonly max: number }) => ({
  oneOf: [{ type: 'integer', minimum: min, maximum: max }, { type: 'null' }],
  required: false,
});

/** Which outcomes a queue keeps: in place of the service's rules, each by itself. */
export class PatchRetentionDto {
  @ApiProperty({ ...setting(RETENTION_RANGES.ms), description: 'Completed and cancelled jobs (ms).' })
  ms?: number | null;

  @ApiProperty({ ...setting(RETENTION_RANGES.failed_ms), description: 'Failed jobs (ms).' })
  failed_ms?: number | null;

  @ApiProperty({ ...setting(RETENTION_RANGES.count), description: 'Most jobs of each final state.' })
  count?: number | null;

  @ApiProperty({ ...setting(RETENTION_RANGES.bytes), description: 'Most bytes of all of them together.' })
  bytes?: number | null;
}

/** How many jobs of a queue, or of each of its groups, may start within a time. */
export class StartRateDto {
  @ApiProperty({ type: 'integer', minimum: RATE_RANGES.limit.min, maximum: RATE_RANGES.limit.max })
  limit!: number;

  @ApiProperty({ type: 'integer', minimum: RATE_RANGES.per_ms.min, maximum: RATE_RANGES.per_ms.max })
  per_ms!: number;
}

const RATE_OR_NULL = [{ $ref: '#/components/schemas/StartRateDto' }, { type: 'null' }];

/** The body of `PATCH /queues/{queue}`: what is left out stays, null removes. */
export class PatchQueueDto {
  @ApiProperty({ ...setting(SETTING_RANGES.max_depth), description: 'Most waiting jobs.' })
  max_depth?: number | null;

  @ApiProperty({
    ...setting(SETTING_RANGES.max_bytes),
    description: 'Most payload bytes of jobs that are not final.',
  })
  max_bytes?: number | null;

  @ApiProperty({
    ...setting(SETTING_RANGES.max_age_ms),
    description: 'No new jobs while the first in line of any priority waits there for longer (ms).',
  })
  max_age_ms?: number | null;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: [...OVERFLOWS] }, { type: 'null' }],
    required: false,
    description:
      'At max_depth or max_bytes: reject new jobs (the default); drop_oldest: the oldest queued job of the lowest ' +
      'priority gives way, unless that is higher than that of the new one; shed_low_priority: the last in line gives ' +
      'way if it is of a lower priority. A job that gives way is failed with dropped.',
  })
  overflow?: string | null;

  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/PatchRetentionDto' }, { type: 'null' }],
    required: false,
    description: 'What is left out stays; null removes all four.',
  })
  retention?: PatchRetentionDto | null;

  @ApiProperty({
    ...setting(SETTING_RANGES.concurrency),
    description: 'Most jobs that run at once, over all workers.',
  })
  concurrency?: number | null;

  @ApiProperty({
    ...setting(SETTING_RANGES.group_concurrency),
    description: 'Most jobs of one group that are queued or run at once; without it, one.',
  })
  group_concurrency?: number | null;

  @ApiProperty({
    oneOf: [{ type: 'string', enum: [...GROUP_ORDERS] }, { type: 'null' }],
    required: false,
    description:
      'strict (the default): while a job waits for its retry or asked for later, its group waits for it. ' +
      'loose: the others go on.',
  })
  group_order?: GroupOrder | null;

  @ApiProperty({
    oneOf: RATE_OR_NULL,
    required: false,
    description:
      'At most limit starts within any span of per_ms, over all workers. A job that has to wait spends no attempt.',
  })
  rate?: StartRateDto | null;

  @ApiProperty({
    oneOf: RATE_OR_NULL,
    required: false,
    description:
      'The same for each group of the queue by itself. A job that has to wait is blocked, and other groups go on.',
  })
  group_rate?: StartRateDto | null;

  @ApiProperty({
    ...setting(SETTING_RANGES.priority_ageing_ms),
    description:
      'A job that waits in line gains a level of priority each such span (ms): it goes before every job that comes more ' +
      'than the difference of their priorities times this after it. Without it, priorities stay as they are.',
  })
  priority_ageing_ms?: number | null;

  @ApiProperty({
    oneOf: INDEX_OR_NULL,
    required: false,
    description:
      'Keeps jobs ready for lists of this queue, whatever their state: all by creation, those of each type, those with ' +
      'each tag. Costs memory and time for each job. Jobs that are there already are put in soon; see index.',
  })
  index?: readonly IndexField[] | null;
}

/** Of a queue's settings or limits. */
export class QueueRetentionDto {
  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  ms!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  failed_ms!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  count!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  bytes!: number | null;
}

/** A queue's settings or limits. */
export class QueueLimitsDto {
  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  max_depth!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  max_bytes!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  max_age_ms!: number | null;

  @ApiProperty({ oneOf: [{ type: 'string', enum: [...OVERFLOWS] }, { type: 'null' }] })
  overflow!: string | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  concurrency!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  group_concurrency!: number | null;

  @ApiProperty({ oneOf: [{ type: 'string', enum: [...GROUP_ORDERS] }, { type: 'null' }] })
  group_order!: GroupOrder | null;

  @ApiProperty({ oneOf: RATE_OR_NULL })
  rate!: StartRateDto | null;

  @ApiProperty({ oneOf: RATE_OR_NULL })
  group_rate!: StartRateDto | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  priority_ageing_ms!: number | null;

  @ApiProperty({ type: () => QueueRetentionDto })
  retention!: QueueRetentionDto;

  @ApiProperty({ oneOf: INDEX_OR_NULL })
  index!: readonly IndexField[] | null;
}

/** How far the index of a queue is. */
export class QueueIndexDto {
  @ApiProperty({ type: 'integer', description: 'Jobs of the queue that are in it.' })
  jobs!: number;

  @ApiProperty({ type: 'boolean', description: 'Whether all of them are: only then lists go by it.' })
  complete!: boolean;
}

/** A queue. */
export class QueueDto {
  @ApiProperty({ type: 'string', example: 'default' })
  name!: string;

  @ApiProperty({ type: 'boolean' })
  paused!: boolean;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  paused_at!: string | null;

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'null' }],
    description: 'Name of the API key by which it was paused; null: it is not, or no key was needed.',
  })
  paused_by!: string | null;

  @ApiProperty({ type: () => QueueLimitsDto, description: 'Its own settings; null: it has none.' })
  settings!: QueueLimitsDto;

  @ApiProperty({ type: () => QueueLimitsDto, description: "What holds: its own, else the service's." })
  limits!: QueueLimitsDto;

  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/QueueIndexDto' }, { type: 'null' }],
    description: 'null: it has none.',
  })
  index!: QueueIndexDto | null;

  @ApiProperty({ type: 'integer', description: 'Accepted and not started.' })
  depth!: number;

  @ApiProperty({
    type: 'object',
    properties: integers(JOB_STATES),
    additionalProperties: false,
    description: 'Jobs in each state.',
  })
  states!: Record<string, number>;

  @ApiProperty({
    oneOf: MOMENT_OR_NULL,
    description: 'When the queued job that came into the line first was accepted.',
  })
  oldest_queued_at!: string | null;

  @ApiProperty({ type: 'integer', description: 'Payload bytes of the jobs that are not final.' })
  bytes!: number;

  @ApiProperty({ type: 'integer', description: 'Bytes of the kept outcomes.' })
  kept_bytes!: number;

  @ApiProperty({
    type: 'object',
    properties: integers(COUNTERS),
    additionalProperties: false,
    description: 'These only grow.',
  })
  counters!: Record<string, number>;
}

/** A page of queues by name. */
export class QueuePageDto {
  @ApiProperty({ type: () => [QueueDto] })
  queues!: QueueDto[];

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'null' }],
    description: 'null: this was the last page.',
  })
  next_page_token!: string | null;

  @ApiProperty({
    oneOf: INTEGER_OR_NULL,
    description:
      'Queues that match, up to two seconds ago; null: more than 2,000 queues, which are not counted.',
  })
  total!: number | null;

  @ApiProperty({
    type: 'boolean',
    description: 'true: of more than 2,000 queues, only the first 2,000 by name were put in this order.',
  })
  truncated!: boolean;
}
