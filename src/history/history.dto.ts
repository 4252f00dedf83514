import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES } from '../core/states';
import { COUNTER_COLUMNS } from './history-view';

const column = { type: 'array', items: { type: ['integer', 'null'] } };

const PERCENTILES = ['p50', 'p95', 'p99'];

function columns(names: readonly string[]) {
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, column])),
    required: [...names],
    additionalProperties: false,
  } as const;
}

/** `GET /metrics/history`. */
export class HistoryDto {
  @ApiProperty({ type: 'integer', description: 'Length of a step (ms).' })
  step_ms!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Numbers in each column; one for each step, the oldest first.',
  })
  points!: number;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'When the first step began.' })
  from!: string;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'When the last one ended.' })
  to!: string;

  @ApiProperty({
    ...(columns(COUNTER_COLUMNS) as object),
    type: 'object',
    additionalProperties: false,
    description: 'How many jobs or attempts in each step; null where that is not known.',
  })
  increments!: Record<string, (number | null)[]>;

  @ApiProperty({
    ...(columns(JOB_STATES) as object),
    type: 'object',
    additionalProperties: false,
    description: 'Jobs in each state as the step began; null where that is not known.',
  })
  states!: Record<string, (number | null)[]>;

  @ApiProperty({
    ...(columns(PERCENTILES) as object),
    type: 'object',
    additionalProperties: false,
    description:
      'From acceptance to the first start, delays included (ms): what half, 95 % and 99 % of the jobs of a step took at ' +
      'most; null where there were none, and of a queue.',
  })
  wait_ms!: Record<string, (number | null)[]>;

  @ApiProperty({
    ...(columns(PERCENTILES) as object),
    type: 'object',
    additionalProperties: false,
    description: 'How long attempts ran (ms), likewise.',
  })
  run_ms!: Record<string, (number | null)[]>;
}
