import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { JobDto } from './dto/job.dto';
import { RescheduleDto } from './dto/reschedule.dto';
import { JOB_EXAMPLE } from './jobs.openapi';

/** As it waits: nothing has come of it yet. */
const WAITING = {
  ...JOB_EXAMPLE,
  status: 'queued',
  priority: 100,
  attempt_count: 0,
  attempts: [],
  result: null,
};

const ID_PARAM = ApiParam({ name: 'id', schema: { type: 'string' }, example: '101' });

/** Documents `PATCH /jobs/{id}`. */
export function ApiRescheduleJob(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'rescheduleJob',
      summary: 'Change the priority or the time of a job that waits',
      description:
        'A scheduled job whose new time has come is queued; a queued one with a time to come is scheduled. ' +
        'The time of a blocked job cannot be changed, nor anything of one that runs or is done.',
    }),
    ApiNamespace(),
    ID_PARAM,
    ApiBody({
      type: RescheduleDto,
      examples: {
        first: { summary: 'Before all others', value: { priority: 100 } },
        later: { summary: 'In an hour', value: { delay_ms: 3_600_000 } },
        at: { summary: 'At a moment', value: { run_at: '2027-01-01T00:00:00.000Z' } },
      },
    }),
    ApiResponse({ status: 200, description: 'The job, as it is now.', type: JobDto, example: WAITING }),
    ApiProblems(
      'malformed',
      'not_found',
      'wrong_state',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'store_unavailable',
    ),
  );
}

/** Documents `POST /jobs/{id}/promote`. */
export function ApiPromoteJob(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'promoteJob',
      summary: 'Do not wait for its time: queue a scheduled job now',
      description: 'Also ends the wait before a retry. A job that is queued already stays as it is.',
    }),
    ApiNamespace(),
    ID_PARAM,
    ApiResponse({ status: 200, description: 'The job, as it is now.', type: JobDto, example: WAITING }),
    ApiProblems('not_found', 'wrong_state', 'invalid', 'store_unavailable'),
  );
}
