import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { LogDto, LoggedDto } from './dto/log.dto';

const LEASE = { lease_token: '1x9k3v0a00p2d7.mbl8r2k0.n5c' };

/** Documents `POST /leases/{job_id}/log`. */
export function ApiLog(): MethodDecorator {
  return applyDecorators(
    ApiParam({ name: 'job_id', schema: { type: 'string' }, example: '101' }),
    ApiOperation({
      operationId: 'logLease',
      summary: 'Write to the job’s log',
      description:
        'Lines that GET /jobs/{id}/logs shows. Send them in batches, every half a second or so, and the last ones before ' +
        'the outcome: with that, the right to write them ends. Of too many, the oldest give way.',
    }),
    ApiNamespace(),
    ApiBody({
      type: LogDto,
      examples: {
        lines: { summary: 'Two lines', value: { ...LEASE, lines: ['fetched 3 pages', 'parsing'] } },
        numbered: {
          summary: 'Safe to send again',
          value: { ...LEASE, lines: ['done'], offset: 2 },
        },
      },
    }),
    ApiResponse({
      status: 200,
      description: 'They are written.',
      type: LoggedDto,
      example: { job_id: '101', outcome: 'ok', taken: 2 },
    }),
    ApiProblems(
      'malformed',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'not_found',
      'lease_lost',
      'store_full',
      'store_unavailable',
    ),
  );
}
