import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { WorkerListDto } from './worker.dto';

const WORKER = {
  id: 'k3v9x0aq',
  name: 'web-1:42',
  kind: 'process',
  version: '0.1.0',
  state: 'running',
  slots: 10,
  running: 3,
  queues: '*',
  types: ['simulate'],
  last_seen_at: '2026-11-25T12:00:00.000Z',
  deadline_at: null,
};

/** Documents `GET /workers`. */
export function ApiListWorkers(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'listWorkers',
      summary: 'Who is alive',
      description: 'Workers that stopped are left out; lost ones stay for ten minutes.',
    }),
    ApiNamespace(),
    ApiQuery({
      name: 'view',
      required: false,
      description: 'full: with the jobs that each runs.',
      schema: { enum: ['summary', 'full'], default: 'summary' },
    }),
    ApiResponse({
      status: 200,
      description: 'The workers.',
      type: WorkerListDto,
      example: { workers: [WORKER] },
    }),
    ApiProblems('invalid', 'store_unavailable'),
  );
}
