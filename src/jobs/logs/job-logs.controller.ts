import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../../access/needs-scope.decorator';
import type { JobStores } from '../../core/job-store';
import type { LogPage } from '../../core/log-lines';
import type { HttpRequest, HttpResponse } from '../../http/exchange';
import { namespaceOf } from '../../http/namespace-of';
import { noteJobId } from '../../http/request-notes';
import { sendJson } from '../../http/send';
import { JOB_STORES } from '../../persistence/persistence.module';
import { noSuchJob, requireId } from '../job-reader.service';
import { ApiJobLogs } from './job-logs.openapi';
import { readLogQuery } from './log-query';

/** What handlers of a job wrote. */
@ApiTags('jobs')
@NeedsScope('read')
@Controller('jobs/:id/logs')
export class JobLogsController {
  constructor(@Inject(JOB_STORES) private readonly stores: JobStores) {}

  @ApiJobLogs()
  @Get()
  async logs(
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    requireId(id);
    const page = await this.stores.namespace(namespaceOf(request)).logOf(id, readLogQuery(query));
    if (page === null) {
      throw noSuchJob(id);
    }
    sendJson(response, 200, logJson(id, page));
  }
}

function logJson(id: string, { lines, more, written, kept }: LogPage): string {
  const last = lines.at(-1);
  return JSON.stringify({
    job_id: id,
    lines: lines.map(({ number, at, attempt, text }) => ({
      ...{ number, at: new Date(at).toISOString(), attempt, line: text },
    })),
    total: kept,
    dropped: written - kept,
    next_page_token: more && last !== undefined ? String(last.number) : null,
  });
}
