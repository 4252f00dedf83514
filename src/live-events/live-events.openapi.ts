import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { EVENT_TOPICS } from './event-query';

const EXAMPLE = [
  'retry: 1000',
  'id: 179560800000000-0',
  ': listening',
  '',
  'id: 179560800012144-0',
  'event: completed',
  'data: {"event":"completed","job_id":"101","queue":"default","type":"simulate","at":"2026-11-25T12:00:01.210Z","attempt":1,"duration_ms":203,"error_code":null}',
  '',
  '',
].join('\n');

/** Documents `GET /events`. */
export function ApiListen(): MethodDecorator {
  const text = (name: string, description: string) =>
    ApiQuery({ name, required: false, schema: { type: 'string' }, description });
  return applyDecorators(
    ApiOperation({
      operationId: 'listen',
      summary: 'What happens to jobs, as it happens',
      description:
        'Server-Sent Events: enqueued, started, completed, failed (for good), retried, snoozed, released, ' +
        'lapsed, cancelled, each with the job, without payloads; stats, the sums of all states and counters, at most ' +
        'once a second; gap where events could not be told; draining before the service ends the connection. ' +
        'docs/events.md says more.',
    }),
    ApiNamespace(),
    text('queue', 'Only jobs of this queue.'),
    text('type', 'Only jobs of this type.'),
    text('job', 'Only the job with this id.'),
    ApiQuery({
      name: 'topic',
      required: false,
      schema: { type: 'string', enum: [...EVENT_TOPICS] },
      description: 'Only events of jobs, of queues, or only stats. Default: all.',
    }),
    text('last_event_id', 'As Last-Event-ID, for clients that cannot send the header; which wins.'),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      schema: { type: 'string' },
      description: 'Goes on behind this event, as far as it is still kept. Browsers send it by themselves.',
    }),
    ApiResponse({
      status: 200,
      description: 'Goes on until one side ends it.',
      content: { 'text/event-stream': { schema: { type: 'string' }, example: EXAMPLE } },
    }),
    ApiProblems('invalid', 'too_many_clients', 'draining', 'store_unavailable'),
  );
}
