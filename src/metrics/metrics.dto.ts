import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '../core/states';

export const METRICS_EXAMPLE = {
  processed: 120,
  failed: 7,
  retried: 15,
  in_progress: 3,
  queue_depth: 42,
  enqueued: 173,
  cancelled: 1,
  lapsed: 0,
  snoozed: 0,
  released: 2,
  dropped: 0,
  states: { scheduled: 2, blocked: 0, queued: 40, in_progress: 3, completed: 120, failed: 7, cancelled: 1 },
  bytes: 10_240,
  limits: { max_depth: 100_000, max_bytes: null, concurrency: 50 },
  workers: 2,
  slots: 20,
  wait_ms: { p50: 11, p95: 155, p99: 430 },
  run_ms: { p50: 203, p95: 241, p99: 1218 },
  latency_window_ms: 300_000,
  as_of: '2026-11-25T12:00:00.000Z',
};

const NUMBER_OR_NULL = [{ type: 'integer' }, { type: 'null' }];

/** So much and less: half, 95 % and 99 % of the jobs (ms); null where there were none. Off by at most 9 %. */
export class PercentilesDto {
  @ApiProperty({ oneOf: NUMBER_OR_NULL })
  p50!: number | null;

  @ApiProperty({ oneOf: NUMBER_OR_NULL })
  p95!: number | null;

  @ApiProperty({ oneOf: NUMBER_OR_NULL })
  p99!: number | null;
}

/** Limits of a namespace as a whole, over all its queues; null: none. */
export class NamespaceLimitsDto {
  @ApiProperty({ oneOf: NUMBER_OR_NULL, description: 'Jobs that are accepted and not started.' })
  max_depth!: number | null;

  @ApiProperty({ oneOf: NUMBER_OR_NULL, description: 'Payload bytes of the jobs that are not final.' })
  max_bytes!: number | null;

  @ApiProperty({ oneOf: NUMBER_OR_NULL, description: 'Jobs that run at once, on all workers together.' })
  concurrency!: number | null;
}

/** `GET /metrics`. */
export class MetricsDto {
  @ApiProperty({ type: 'integer', description: 'Jobs that completed.' })
  processed!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs that failed for good.' })
  failed!: number;

  @ApiProperty({ type: 'integer', description: 'Retries scheduled.' })
  retried!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs running now.' })
  in_progress!: number;

  @ApiProperty({ type: 'integer', description: 'Accepted and not started: queued, scheduled and blocked.' })
  queue_depth!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs accepted.' })
  enqueued!: number;

  @ApiProperty({ type: 'integer' })
  cancelled!: number;

  @ApiProperty({ type: 'integer', description: 'Leases lost.' })
  lapsed!: number;

  @ApiProperty({ type: 'integer', description: 'Attempts that asked for later.' })
  snoozed!: number;

  @ApiProperty({ type: 'integer', description: 'Attempts handed back.' })
  released!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs of full queues that gave way to others; also failed.' })
  dropped!: number;

  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(JOB_STATES.map((state) => [state, { type: 'integer' }])),
    additionalProperties: false,
    description: 'Jobs in each state.',
  })
  states!: Record<string, number>;

  @ApiProperty({ type: 'integer', description: 'Payload bytes of the jobs that are accepted and not final.' })
  bytes!: number;

  @ApiProperty({
    type: () => NamespaceLimitsDto,
    description: 'Of the namespace as a whole, over all its queues.',
  })
  limits!: NamespaceLimitsDto;

  @ApiProperty({
    type: 'integer',
    description:
      'Workers that are alive, draining ones and remote ones included; at most 500, as in GET /workers.',
  })
  workers!: number;

  @ApiProperty({
    type: 'integer',
    description:
      'Jobs that those of them can run at once which still take jobs, over all of their namespaces.',
  })
  slots!: number;

  @ApiProperty({
    type: () => PercentilesDto,
    description: 'From acceptance to the first start, delays included, of the last five minutes.',
  })
  wait_ms!: PercentilesDto;

  @ApiProperty({ type: () => PercentilesDto, description: 'How long attempts of the last five minutes ran.' })
  run_ms!: PercentilesDto;

  @ApiProperty({ type: 'integer', description: 'The span that the percentiles are of (ms).' })
  latency_window_ms!: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  as_of!: string;
}
