import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { noteJobId } from '../http/request-notes';
import { sendJson } from '../http/send';
import { JobReader } from './job-reader.service';
import { statusJson } from './job-view';
import { ApiStatus } from './jobs.openapi';

/** `GET /status?id=`: the short form of `GET /jobs/{id}`. */
@ApiTags('jobs')
@NeedsScope('read')
@Controller('status')
export class StatusController {
  constructor(private readonly reader: JobReader) {}

  @ApiStatus()
  @Get()
  async status(
    @Query('id') id: unknown,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    if (typeof id !== 'string' || id === '') {
      throw new ProblemError('malformed', 'The query parameter id is missing', {
        errors: [{ parameter: 'id', detail: 'must be given once' }],
      });
    }
    noteJobId(response, id);
    sendJson(response, 200, statusJson(await this.reader.get(namespaceOf(request), id)));
  }
}
