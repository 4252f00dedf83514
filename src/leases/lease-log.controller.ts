import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { readJsonText } from '../http/read-body';
import { noteJobId } from '../http/request-notes';
import { sendJson } from '../http/send';
import { requireId } from '../jobs/job-reader.service';
import { ApiLog } from './lease-log.openapi';
import { LeasesService } from './leases.service';
import { logKind } from './log-request';
import { single } from './settle-answer';
import { readSettlement } from './settle-request';

/** Lines are cut, not refused: a body may hold more than is kept. */
const MAX_LOG_BODY_BYTES = 1024 * 1024;

const OUTCOMES = { ok: 'ok', lost: 'lease_lost', gone: 'not_found' } as const;

/** What a remote worker writes to the log of a job that it runs. */
@ApiTags('leases')
@NeedsScope('work')
@Controller('leases/:job_id')
export class LeaseLogController {
  private readonly kind;

  constructor(
    private readonly leases: LeasesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.kind = logKind(config.jobs.log.lineBytes);
  }

  @ApiLog()
  @HttpCode(200)
  @Post('log')
  async log(
    @Param('job_id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    requireId(id);
    const write = readSettlement(await readJsonText(request, MAX_LOG_BODY_BYTES), id, this.kind);
    const answer = await this.leases.log(namespaceOf(request), write, this.config.jobs.log);
    const entry = answer && { job_id: id, outcome: OUTCOMES[answer.result], taken: answer.taken };
    sendJson(response, 200, single(entry, id));
  }
}
