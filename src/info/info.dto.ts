import { ApiProperty } from '@nestjs/swagger';
import { NamespaceLimitsDto } from '../metrics/metrics.dto';
import { STORE_CHECKS } from '../core/store-advice';

const STRING_OR_NULL = [{ type: 'string' }, { type: 'null' }];
const INTEGER_OR_NULL = [{ type: 'integer' }, { type: 'null' }];

/** How one setting of the store came out. */
export class StoreCheckDto {
  @ApiProperty({ enum: STORE_CHECKS })
  check!: string;

  @ApiProperty({ enum: ['ok', 'warning', 'unfit', 'unknown'] })
  level!: string;

  @ApiProperty({ type: 'string', description: 'What is set, and for a fault what to do about it.' })
  detail!: string;
}

/** The store, as it describes itself; null where it does not say. */
export class StoreInfoDto {
  @ApiProperty({ oneOf: STRING_OR_NULL })
  version!: string | null;

  @ApiProperty({ oneOf: STRING_OR_NULL, description: 'primary or replica.' })
  role!: string | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  uptime_ms!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL })
  used_memory_bytes!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL, description: 'null: no limit, or it does not say.' })
  max_memory_bytes!: number | null;

  @ApiProperty({ oneOf: STRING_OR_NULL })
  eviction_policy!: string | null;

  @ApiProperty({ oneOf: [{ type: 'boolean' }, { type: 'null' }] })
  append_only!: boolean | null;

  @ApiProperty({ oneOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] })
  last_snapshot_at!: string | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL, description: 'Connections to it, of everybody.' })
  clients!: number | null;

  @ApiProperty({ type: () => [StoreCheckDto] })
  checks!: StoreCheckDto[];
}

/** What a namespace holds, over all its queues; null while the store does not answer. */
export class NamespaceInfoDto {
  @ApiProperty({ type: 'string', description: 'That of the request.' })
  name!: string;

  @ApiProperty({ oneOf: INTEGER_OR_NULL, description: 'Jobs that are accepted and not started.' })
  depth!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL, description: 'Payload bytes of the jobs that are not final.' })
  bytes!: number | null;

  @ApiProperty({ oneOf: INTEGER_OR_NULL, description: 'Jobs that run now.' })
  in_progress!: number | null;

  @ApiProperty({ type: () => NamespaceLimitsDto, description: 'What it may hold.' })
  limits!: NamespaceLimitsDto;
}

/** The answer of `GET /info`. */
export class InfoDto {
  @ApiProperty({ type: 'string', description: 'Of the service.' })
  version!: string;

  @ApiProperty({ type: 'string', description: 'Of Node.js.' })
  node!: string;

  @ApiProperty({ enum: ['all', 'api', 'worker'] })
  role!: string;

  @ApiProperty({ type: 'string', description: 'Which of the processes answered: host and process.' })
  replica!: string;

  @ApiProperty({ enum: ['starting', 'running', 'leaving', 'draining'] })
  phase!: string;

  @ApiProperty({ type: 'integer' })
  uptime_ms!: number;

  @ApiProperty({ type: () => NamespaceInfoDto })
  namespace!: NamespaceInfoDto;

  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/StoreInfoDto' }, { type: 'null' }],
    description: 'null: it does not answer.',
  })
  store!: StoreInfoDto | null;
}
