import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { noteJobId } from '../http/request-notes';
import { sendJson } from '../http/send';
import { JobReader } from '../jobs/job-reader.service';
import { ApiJobPayload, ApiJobResult } from './raw-texts.openapi';

/** What was sent and what came of it, byte for byte. As a download: a browser must not take it for a page of ours. */
@ApiTags('jobs')
@NeedsScope('read')
@Controller('jobs/:id')
export class RawTextsController {
  constructor(private readonly reader: JobReader) {}

  @ApiJobPayload()
  @Get('payload')
  async payload(
    @Param('id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    const { payload } = await this.reader.get(namespaceOf(request), id);
    download(response, id, 'payload', payload);
  }

  @ApiJobResult()
  @Get('result')
  async result(
    @Param('id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    const { result, state } = await this.reader.get(namespaceOf(request), id);
    if (result === null) {
      throw new ProblemError('not_found', `The job ${id} is ${state} and has no result`, {
        extension: { job_id: id, job_status: state },
      });
    }
    download(response, id, 'result', result);
  }
}

function download(response: HttpResponse, id: string, what: string, json: string): void {
  // Of what ids may hold, not every system takes a colon in a file name.
  const name = `${id.replaceAll(':', '_')}.${what}.json`;
  sendJson(response, 200, json, {
    'Content-Disposition': `attachment; filename="${name}"`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
}
