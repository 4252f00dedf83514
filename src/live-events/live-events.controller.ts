import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Lasting, NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { EVENT_STREAM, EventClient } from './event-client';
import { readEventQuery } from './event-query';
import { ApiListen } from './live-events.openapi';
import { LiveEventsService } from './live-events.service';

/** `GET /events`: what happens to jobs, as it happens (Server-Sent Events, HTML Standard §9.2). */
@ApiTags('events')
@NeedsScope('read')
@Controller('events')
export class LiveEventsController {
  constructor(private readonly events: LiveEventsService) {}

  @Lasting()
  @ApiListen()
  @Get()
  async listen(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    const wish = readEventQuery(request, query);
    if (request.method === 'HEAD') {
      // A stream without a body would say nothing until it ends.
      response.writeHead(200, EVENT_STREAM).end();
      return;
    }
    this.events.admit();
    const client = new EventClient(response, wish);
    try {
      await this.events.serve(namespace, client);
    } catch (error) {
      if (!response.headersSent) {
        throw error;
      }
      response.end(); // it comes back with the id of its last event
    }
  }
}
