import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { RESOLUTIONS } from '../core/history-store';
import { JOB_STATES } from '../core/states';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { COUNTER_COLUMNS } from './history-view';
import { HistoryDto } from './history.dto';

const [FINE, COARSE] = RESOLUTIONS;

const all = (names: readonly string[], values: Readonly<Record<string, (number | null)[]>>) =>
  Object.fromEntries(names.map((name) => [name, values[name] ?? [null, 0, 0]]));

const EXAMPLE = {
  step_ms: FINE.stepMs,
  points: 3,
  from: '2026-11-25T11:59:45.000Z',
  to: '2026-11-25T12:00:00.000Z',
  increments: all(COUNTER_COLUMNS, { enqueued: [null, 60, 58], completed: [null, 57, 61] }),
  states: all(JOB_STATES, { queued: [null, 40, 43], in_progress: [null, 3, 3] }),
  wait_ms: { p50: [null, 11, 9], p95: [null, 154, 109], p99: [null, 436, 367] },
  run_ms: { p50: [null, 207, 207], p95: [null, 246, 246], p99: [null, 1234, 873] },
};

/** Documents `GET /metrics/history`. */
export function ApiHistory(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getMetricsHistory',
      summary: 'The numbers of the namespace over time',
      description:
        'Columns for charts, of steps that are over: the last hour in steps of 5 s, or the last day in minutes. ' +
        'Kept by any process that serves the namespace (SLUICE_NAMESPACES); null where none was there. With queue: of that ' +
        'queue, the last day in minutes; kept of up to 200 queues, those in which something happens.',
    }),
    ApiNamespace(),
    ApiQuery({
      name: 'queue',
      required: false,
      description: 'Of this queue, in minutes.',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'step_ms',
      required: false,
      schema: { type: 'integer', enum: RESOLUTIONS.map(({ stepMs }) => stepMs), default: FINE.stepMs },
    }),
    ApiQuery({
      name: 'points',
      required: false,
      description: `The latest so many steps: at most ${FINE.steps}, of minutes ${COARSE.steps}. Default: all.`,
      schema: { type: 'integer', minimum: 1, maximum: COARSE.steps },
    }),
    ApiResponse({ status: 200, description: 'The columns.', type: HistoryDto, example: EXAMPLE }),
    ApiProblems('invalid', 'not_found', 'store_unavailable'),
  );
}
