import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { EndedPollDto, EndPollDto } from './dto/end-poll.dto';

/** Documents `POST /leases/end`. */
export function ApiEndPoll(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'endPoll',
      summary: 'End a request for jobs that waits',
      description:
        'For a worker that stops: its POST /leases, which named itself with poll, is answered at once, with the jobs ' +
        'that were just being taken for it, if any: hand them back. Asks this process alone; where several are behind ' +
        'one address, the request may wait in another, and ended is false.',
    }),
    ApiNamespace(),
    ApiBody({
      type: EndPollDto,
      examples: { end: { summary: 'End it', value: { poll: '6d1f0f62-6f0b-4a52-8a3c-1f6b6e0f3c55' } } },
    }),
    ApiResponse({
      status: 200,
      description: 'Whether it waited here.',
      type: EndedPollDto,
      example: { ended: true },
    }),
    ApiProblems('malformed', 'too_large', 'unsupported_media_type', 'invalid'),
  );
}
