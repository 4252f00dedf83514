import { ApiProperty } from '@nestjs/swagger';

/** A job that a worker runs. */
export class RunningJobDto {
  @ApiProperty({ type: 'string', example: '101' })
  id!: string;

  @ApiProperty({ type: 'string' })
  type!: string;

  @ApiProperty({ type: 'string' })
  queue!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of this start.' })
  attempt!: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  started_at!: string;

  @ApiProperty({ oneOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] })
  lease_expires_at!: string | null;

  @ApiProperty({ type: 'boolean' })
  cancel_requested!: boolean;
}

/** A worker, as it described itself within the last seconds. */
export class WorkerDto {
  @ApiProperty({
    type: 'string',
    description: 'New for each process; of a remote worker, made from its name.',
  })
  id!: string;

  @ApiProperty({ type: 'string', description: 'Host and process, or what a remote worker calls itself.' })
  name!: string;

  @ApiProperty({
    enum: ['process', 'remote'],
    description:
      'remote: it takes jobs over HTTP (POST /leases), and leaves the list when it has not asked for 15 s, or for ' +
      'as long as its latest lease.',
  })
  kind!: string;

  @ApiProperty({ type: 'string', description: "The release; of a remote worker, its client's User-Agent." })
  version!: string;

  @ApiProperty({
    enum: ['running', 'draining', 'lost'],
    description: 'lost: not heard of for 15 s. Its jobs run elsewhere once their leases lapse.',
  })
  state!: string;

  @ApiProperty({ type: 'integer', description: 'Jobs at once.' })
  slots!: number;

  @ApiProperty({ type: 'integer', description: 'Jobs that it runs, over all namespaces.' })
  running!: number;

  @ApiProperty({
    oneOf: [
      { type: 'string', enum: ['*'] },
      {
        type: 'array',
        items: {
          type: 'object',
          properties: { queue: { type: 'string' }, weight: { type: 'integer', minimum: 0 } },
          required: ['queue', 'weight'],
        },
      },
    ],
    description:
      '* for all queues. Weight 0: only what the queues before it leave (`SLUICE_QUEUES_ORDER=strict`).',
  })
  queues!: unknown;

  @ApiProperty({ type: 'array', items: { type: 'string' }, description: 'Types that it has handlers for.' })
  types!: string[];

  @ApiProperty({ type: 'string', format: 'date-time' })
  last_seen_at!: string;

  @ApiProperty({
    oneOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }],
    description: 'When a draining process hands back what it still runs; null: it does not drain.',
  })
  deadline_at!: string | null;

  @ApiProperty({
    type: () => [RunningJobDto],
    required: false,
    description: 'With view=full: what it runs in this namespace, the longest first, at most 20.',
  })
  running_jobs?: RunningJobDto[];
}

/** The answer of `GET /workers`. */
export class WorkerListDto {
  @ApiProperty({ type: () => [WorkerDto], description: 'The latest heard of first; at most 500.' })
  workers!: WorkerDto[];

  @ApiProperty({
    type: 'boolean',
    required: false,
    description: 'With view=full. false: more jobs run than were looked at (500), so lists may be short.',
  })
  running_jobs_complete?: boolean;
}
