import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';

function rawText(operationId: string, summary: string, description: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, description }),
    ApiNamespace(),
    ApiParam({ name: 'id', schema: { type: 'string' }, example: '101' }),
    ApiResponse({
      status: 200,
      description: 'As a download.',
      content: { 'application/json': { schema: {}, example: { order: 42 } } },
    }),
    ApiProblems('not_found', 'invalid', 'store_unavailable'),
  );
}

/** Documents `GET /jobs/{id}/payload`. */
export function ApiJobPayload(): MethodDecorator {
  return rawText(
    'getJobPayload',
    'The payload of a job, as it was sent',
    'The JSON value, and nothing else.',
  );
}

/** Documents `GET /jobs/{id}/result`. */
export function ApiJobResult(): MethodDecorator {
  return rawText(
    'getJobResult',
    'The result of a job, as its handler returned it',
    'The JSON value, and nothing else; 404 as long as there is none, and where the handler returned nothing.',
  );
}
