import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../../http/problem.openapi';
import { JobLogDto } from './log.dto';
import { LOG_PAGE_SIZE_RANGE } from './log-query';

/** Documents `GET /jobs/{id}/logs`. */
export function ApiJobLogs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getJobLogs',
      summary: 'What handlers of a job wrote',
      description:
        'Lines of all its attempts. Of each job the latest are kept (SLUICE_LOG_LINES, SLUICE_LOG_BYTES), as long as the ' +
        'job is. To follow a log, ask again with after: the number of the last line that you have.',
    }),
    ApiNamespace(),
    ApiParam({ name: 'id', schema: { type: 'string' }, example: '101' }),
    ApiQuery({ name: 'order', required: false, schema: { enum: ['oldest', 'newest'], default: 'oldest' } }),
    ApiQuery({
      name: 'after',
      required: false,
      description: 'Only lines with a higher number.',
      schema: { type: 'integer', minimum: 0 },
    }),
    ApiQuery({
      name: 'page_size',
      required: false,
      schema: {
        type: 'integer',
        minimum: LOG_PAGE_SIZE_RANGE.min,
        maximum: LOG_PAGE_SIZE_RANGE.max,
        default: LOG_PAGE_SIZE_RANGE.default,
      },
    }),
    ApiQuery({
      name: 'page_token',
      required: false,
      description: 'From next_page_token of the page before.',
      schema: { type: 'string' },
    }),
    ApiResponse({
      status: 200,
      description: 'A page of lines.',
      type: JobLogDto,
      example: {
        job_id: '101',
        lines: [
          { number: 1, at: '2026-11-25T12:00:00.010Z', attempt: 1, line: 'fetched 3 pages' },
          { number: 2, at: '2026-11-25T12:00:00.420Z', attempt: 1, line: 'parsing' },
        ],
        total: 2,
        dropped: 0,
        next_page_token: null,
      },
    }),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}
