import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { FINAL_STATES } from '../core/states';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';

const LINES = [
  '{"id":"101","status":"completed","queue":"default","type":"simulate","payload":{"n":1},"result":null}',
  '{"export":{"complete":true,"jobs":1,"reason":null}}',
];

/** Documents `GET /jobs/export`. */
export function ApiExportJobs(): MethodDecorator {
  const filter = (name: string, description: string) =>
    ApiQuery({ name, required: false, schema: { type: 'string' }, description });
  const moment = (name: string, description: string) =>
    ApiQuery({ name, required: false, schema: { type: 'string', format: 'date-time' }, description });
  return applyDecorators(
    ApiOperation({
      operationId: 'exportJobs',
      summary: 'Stream the outcomes that match, as NDJSON',
      description:
        'A line for each job, whole as in GET /jobs/{id} (without depends_on), by state, then queue, then the latest ' +
        'first. The last line is {"export":{"complete","jobs","reason"}}: only where it is there and complete, these ' +
        'were all. reason else: draining, store_unavailable. Jobs that end while the export runs may be missing.',
    }),
    ApiNamespace(),
    filter('queue', 'Only this queue.'),
    ApiQuery({ name: 'status', required: false, schema: { type: 'string', enum: [...FINAL_STATES] } }),
    filter('type', 'Only this type.'),
    filter('tag', 'Only jobs with this tag.'),
    moment('created_after', 'Inclusive.'),
    moment('created_before', 'Exclusive.'),
    ApiResponse({
      status: 200,
      description: 'The lines.',
      content: { 'application/x-ndjson': { schema: { type: 'string' }, example: `${LINES.join('\n')}\n` } },
    }),
    ApiProblems('invalid', 'store_unavailable'),
  );
}
