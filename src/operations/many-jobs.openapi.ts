import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { JobOutcomesDto, ManyJobsDto, SweepReportDto } from './dto/many-jobs.dto';

export const REPORT = {
  ...{ dry_run: false, matched: 12_000, changed: 11_998, skipped: 2, scanned: 14_500 },
  next_page_token: 'WyJmMXJzdCIsMCwiYWJjIl0',
};
export const COUNTED = { ...REPORT, dry_run: true, changed: 0, skipped: 0, next_page_token: null };

/** How a long request is carried on, in words. */
export const IN_STEPS =
  'Works for about a second; where there is more to do then, next_page_token is set, and the same request with it as ' +
  'page_token goes on.';

function answers(results: readonly object[]): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(JobOutcomesDto, SweepReportDto),
    ApiResponse({
      status: 200,
      description: 'For ids, a result for each; for a filter, how far it got.',
      content: {
        'application/json': {
          schema: {
            oneOf: [{ $ref: getSchemaPath(JobOutcomesDto) }, { $ref: getSchemaPath(SweepReportDto) }],
          },
          examples: {
            ids: { summary: 'ids', value: { changed: 1, results } },
            filter: { summary: 'filter', value: REPORT },
            dry_run: { summary: 'filter with dry_run', value: COUNTED },
          },
        },
      },
    }),
  );
}

const BODIES = {
  ids: { summary: 'These', value: { ids: [101, '102', '103'] } },
  dry_run: { summary: 'How many are they?', value: { filter: { queue: 'mail' }, dry_run: true } },
  filter: {
    summary: 'All that match',
    value: { filter: { queue: 'mail', type: 'welcome', created_after: '2026-11-25T00:00:00Z' } },
  },
};

/** Documents `POST /jobs/retry`. */
export function ApiRetryJobs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'retryJobs',
      summary: 'Run many failed or cancelled jobs again',
      description: `By ids, or all that match a filter (status: failed, or cancelled where asked for). ${IN_STEPS}`,
    }),
    ApiNamespace(),
    ApiBody({ type: ManyJobsDto, examples: BODIES }),
    answers([
      { job_id: '101', outcome: 'queued', status: 'queued' },
      { job_id: '102', outcome: 'wrong_state', status: 'completed' },
      { job_id: '103', outcome: 'not_found', status: null },
    ]),
    ApiProblems(
      ...(['malformed', 'too_large', 'unsupported_media_type', 'invalid'] as const),
      ...(['store_unavailable', 'store_full'] as const),
    ),
  );
}

/** Documents `POST /jobs/cancel`. */
export function ApiCancelJobs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'cancelJobs',
      summary: 'Cancel many jobs, wherever they are',
      description:
        'By ids, or all that match a filter (status: scheduled, blocked, queued or in_progress; left out: all of ' +
        `them). A job that starts meanwhile is cancelled all the same: its worker is told. ${IN_STEPS}`,
    }),
    ApiNamespace(),
    ApiBody({ type: ManyJobsDto, examples: BODIES }),
    answers([
      { job_id: '101', outcome: 'cancel_requested', status: 'in_progress' },
      { job_id: '102', outcome: 'wrong_state', status: 'completed' },
      { job_id: '103', outcome: 'not_found', status: null },
    ]),
    ApiProblems('malformed', 'too_large', 'unsupported_media_type', 'invalid', 'store_unavailable'),
  );
}
