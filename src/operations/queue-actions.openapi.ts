import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { PurgeQueueDto, RedriveQueueDto, SweepReportDto } from './dto/many-jobs.dto';
import { DeletedQueueDto } from './dto/deleted-queue.dto';
import { COUNTED, IN_STEPS, REPORT } from './many-jobs.openapi';

const QUEUE_PARAM = ApiParam({ name: 'queue', schema: { type: 'string' }, example: 'default' });

const PROGRESS = ApiResponse({
  status: 200,
  description: 'How far it got.',
  type: SweepReportDto,
  examples: {
    more: { summary: 'There is more to do', value: REPORT },
    dry_run: { summary: 'A dry run', value: COUNTED },
  },
});

/** Documents `POST /queues/{queue}/redrive`. */
export function ApiRedriveQueue(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'redriveQueue',
      summary: 'Run the failed jobs of a queue again',
      description: `With fresh attempts, at the end of the line. ${IN_STEPS}`,
    }),
    ApiNamespace(),
    QUEUE_PARAM,
    ApiBody({
      type: RedriveQueueDto,
      required: false,
      examples: {
        all: { summary: 'All that failed', value: {} },
        some: { summary: 'How many of one type?', value: { filter: { type: 'welcome' }, dry_run: true } },
      },
    }),
    PROGRESS,
    ApiProblems(
      ...(['malformed', 'not_found', 'too_large', 'unsupported_media_type', 'invalid'] as const),
      ...(['store_unavailable', 'store_full'] as const),
    ),
  );
}

/** Documents `POST /queues/{queue}/purge`. */
export function ApiPurgeQueue(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'purgeQueue',
      summary: 'Remove jobs of a queue for good',
      description:
        'Outcomes; jobs that wait only where their state is named, and they count as cancelled; running jobs never. ' +
        `There is no way back. ${IN_STEPS}`,
    }),
    ApiNamespace(),
    QUEUE_PARAM,
    ApiBody({
      type: PurgeQueueDto,
      required: false,
      examples: {
        outcomes: { summary: 'All outcomes', value: {} },
        old: {
          summary: 'Old ones of one state',
          value: { states: ['completed'], filter: { created_before: '2026-11-01T00:00:00Z' } },
        },
        waiting: { summary: 'What waits, too', value: { states: ['queued', 'scheduled', 'blocked'] } },
      },
    }),
    PROGRESS,
    ApiProblems(
      ...(['malformed', 'not_found', 'too_large', 'unsupported_media_type', 'invalid'] as const),
      'store_unavailable',
    ),
  );
}

/** Documents `DELETE /queues/{queue}`. */
export function ApiDeleteQueue(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'deleteQueue',
      summary: 'Delete a queue that is empty and not in use',
      description:
        'With its settings. It must have no jobs in any state, outcomes included (see purge), and no living worker may ' +
        'name it. What it counted stays in the sums of /metrics. Its next job makes it anew.',
    }),
    ApiNamespace(),
    QUEUE_PARAM,
    ApiResponse({
      status: 200,
      description: 'It is gone.',
      type: DeletedQueueDto,
      example: { message: 'Queue deleted', queue: 'default' },
    }),
    ApiProblems('not_found', 'queue_in_use', 'invalid', 'store_unavailable'),
  );
}
