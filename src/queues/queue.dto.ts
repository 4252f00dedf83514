import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '../core/states';
import { SETTING_RANGES } from './queue-patch';

const INTEGER_OR_NULL = [{ type: 'integer' }, { type: 'null' }];
const MOMENT_OR_NULL = [{ type: 'string', format: 'date-time' }, { type: 'null' }];
const COUNTERS = [
  ...['enqueued', 'started', 'completed', 'failed', 'cancelled'],
  ...['retried', 'lapsed', 'snoozed', 'released'],
];

const integers = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { type: 'integer' as const }]));

const setting = (name: keyof typeof SETTING_RANGES) => ({
  oneOf: [
    { type: 'integer', minimum: SETTING_RANGES[name].min, maximum: SETTING_RANGES[name].max },
    { type: 'null' },
  ],
  required: false,
});

/** The body of `PATCH /queues/{queue}`: what is left out stays, null removes. */
export class PatchQueueDto {
  @ApiProperty({ ...setting('max_depth'), description: 'Most waiting jobs.' })
  max_depth?: number | null;

  @ApiProperty({ ...setting('max_bytes'), description: 'Most payload bytes of jobs that are not final.' })
  max_bytes?: number | null;

  @ApiProperty({ ...setting('concurrency'), description: 'Most jobs that run at once, over all workers.' })
  concurrency?: number | null;
}

/** A queue's settings or limits. */
export class QueueLimitsDto {
  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  max_depth!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  max_bytes!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  concurrency!: number | null;
}

/** A queue. */
export class QueueDto {
  @ApiProperty({ type: 'string', example: 'default' })
  name!: string;

  @ApiProperty({ type: 'boolean' })
  paused!: boolean;

  @ApiProperty({ oneOf: MOMENT_OR_NULL })
  paused_at!: string | null;

  @ApiProperty({ type: () => QueueLimitsDto, description: 'Its own settings; null: it has none.' })
  settings!: QueueLimitsDto;

  @ApiProperty({ type: () => QueueLimitsDto, description: "What holds: its own, else the service's." })
  limits!: QueueLimitsDto;

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
}
