import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../../http/problem.openapi';
import { DependencyDto, JobDedupDto, JobErrorDto } from '../dto/job.dto';
import { ExplanationDto } from './explain.dto';

const EXAMPLE = {
  summary: 'The job waits in line: its queue runs 5 of at most 5 jobs; 12 jobs go first.',
  id: '101',
  queue: 'default',
  type: 'simulate',
  status: 'queued',
  reasons: [
    {
      code: 'queue_at_concurrency',
      detail: 'its queue runs 5 of at most 5 jobs',
      queue: 'default',
      concurrency: 5,
      running: 5,
    },
    { code: 'jobs_ahead', detail: '12 jobs go first', ahead: 12 },
  ],
  estimated_start_at: '2026-11-25T12:00:26.000Z',
  expires_at: null,
  dedup: null,
  error: null,
  as_of: '2026-11-25T12:00:00.000Z',
  result: null,
};

/** Documents `GET /jobs/{id}/explain`. */
export function ApiExplainJob(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(DependencyDto, JobErrorDto, JobDedupDto),
    ApiOperation({
      operationId: 'explainJob',
      summary: 'Why a job is not done yet, or what became of it',
      description: 'In words and in fields, all as of one moment.',
    }),
    ApiNamespace(),
    ApiParam({ name: 'id', schema: { type: 'string' }, example: '101' }),
    ApiResponse({ status: 200, description: 'The reasons.', type: ExplanationDto, example: EXAMPLE }),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}
