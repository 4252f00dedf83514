import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { MAX_BATCH } from '../core/job-store';
import { MAX_ATOMIC_BYTES, MAX_ATOMIC_DEPENDENCIES } from './atomic-bulk';
import { MAX_ARRAY_BYTES, MAX_BULK_JOBS, MAX_LINES_BYTES } from './bulk-source';
import { BulkDto } from './dto/bulk.dto';
import { EnqueueJobDto } from './dto/enqueue-job.dto';
import { ApiIdempotencyKey } from './jobs.openapi';

const EXAMPLE = {
  created: 1,
  duplicate: 1,
  refused: 1,
  results: [
    { index: 0, outcome: 'created', job_id: 'a', status: 'queued', queue: 'default' },
    { index: 1, outcome: 'duplicate', job_id: '101', status: 'completed', queue: 'default' },
    {
      index: 2,
      outcome: 'invalid',
      problem: {
        type: 'urn:sluice:problem:invalid',
        title: 'The request is not valid',
        status: 422,
        detail: '/priority must be an integer from -100 to 100',
        code: 'invalid',
        errors: [{ pointer: '/2/priority', detail: 'must be an integer from -100 to 100' }],
      },
    },
  ],
};

const DESCRIPTION = `A JSON array (up to ${MAX_ARRAY_BYTES} bytes), or NDJSON: one job a line, stored as the lines
arrive (up to ${MAX_LINES_BYTES} bytes). At most ${MAX_BULK_JOBS} jobs, each as in \`POST /jobs\` and on its own: a bad
one does not keep the others out, unless all or none was asked for (below).

- A longer array is refused whole (413). Of a longer stream the first ${MAX_BULK_JOBS} are taken; one further result,
  \`too_large\`, stands for all the rest.
- An array that is not JSON is refused whole (400). A line that is not JSON is a result like any other.
- 503 or 429 only where no job was taken and all were refused for that one reason.
- Once the store does not answer, the rest is refused with \`store_unavailable\`. Jobs with that result may be stored all
  the same: send them again with the same ids, or the whole request with the same Idempotency-Key.
- With \`atomic=true\` all jobs are stored or none: one that is not valid (422 with every such job), in conflict (409) or
  refused (429, 503) keeps all of them out, and \`index\` tells which it was. Duplicates do no harm. They may depend on
  each other, in order. A full queue makes no room for them, whatever its \`overflow\` says. At most ${MAX_BATCH} jobs,
  ${MAX_ATOMIC_BYTES} bytes of payloads and ${MAX_ATOMIC_DEPENDENCIES} dependencies: 422 for more.`;

/** Documents `POST /jobs/bulk`. */
export function ApiBulkEnqueue(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(EnqueueJobDto),
    ApiOperation({ operationId: 'enqueueJobs', summary: 'Enqueue many jobs', description: DESCRIPTION }),
    ApiNamespace(),
    ApiIdempotencyKey(
      'As in POST /jobs, for each job by its place in the request: send the same jobs in the same order again, and ' +
        'those that were stored are duplicates. The jobs have no ids of their own then.',
    ),
    ApiQuery({
      name: 'atomic',
      required: false,
      schema: { type: 'boolean', default: false },
      description: 'Store all jobs or none.',
    }),
    ApiConsumes('application/json', 'application/x-ndjson'),
    ApiBody({
      schema: {
        type: 'array',
        maxItems: MAX_BULK_JOBS,
        items: { $ref: getSchemaPath(EnqueueJobDto) },
        description: 'In NDJSON: the items, one a line.',
      },
      examples: {
        array: { summary: 'Two jobs', value: [{ id: 'a' }, { type: 'simulate', priority: 10 }] },
      },
    }),
    ApiResponse({
      status: 200,
      description: 'What became of each job.',
      type: BulkDto,
      example: EXAMPLE,
    }),
    ApiProblems(
      'malformed',
      'conflict',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'idempotency_key_reused',
      'rate_limited',
      'queue_full',
      'namespace_full',
      'draining',
      'store_unavailable',
      'store_full',
      'not_replicated',
    ),
  );
}
