import { Controller, HttpCode, Inject, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Rescheduling } from '../core/control-answer';
import type { JobStores } from '../core/job-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { readJsonText } from '../http/read-body';
import { noteJobId } from '../http/request-notes';
import { sendJson } from '../http/send';
import { JOB_STORES } from '../persistence/persistence.module';
import { JobReader, noSuchJob, requireId } from './job-reader.service';
import { MAX_RESCHEDULE_BYTES, readReschedule } from './reschedule-request';
import { ApiPromoteJob, ApiRescheduleJob } from './reschedule.openapi';

/** When a job that waits may start, and before which others; also works while the service drains. */
@ApiTags('jobs')
@NeedsScope('admin')
@Controller('jobs/:id')
export class RescheduleController {
  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    private readonly reader: JobReader,
  ) {}

  @ApiRescheduleJob()
  @Patch()
  async patch(
    @Param('id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const change = readReschedule(await readJsonText(request, MAX_RESCHEDULE_BYTES));
    await this.change(id, change, request, response);
  }

  @ApiPromoteJob()
  @HttpCode(200)
  @Post('promote')
  async promote(
    @Param('id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    await this.change(id, { priority: null, delayMs: 0, runAt: null }, request, response);
  }

  private async change(
    id: string,
    change: Rescheduling,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    requireId(id);
    const namespace = namespaceOf(request);
    const answer = await this.stores.namespace(namespace).reschedule(id, change);
    if (answer.result === 'not_found') {
      throw noSuchJob(id);
    }
    if (answer.result === 'wrong_state') {
      throw new ProblemError(
        'wrong_state',
        `The job ${id} is ${answer.state}: ${WHY[answer.state] ?? WAITS}`,
        {
          extension: { job_id: id, job_status: answer.state },
        },
      );
    }
    sendJson(response, 200, await this.reader.render(namespace, await this.reader.get(namespace, id)));
  }
}

const WAITS = 'only a job that waits can be changed';
const WHY: Readonly<Record<string, string>> = {
  blocked: 'it does not wait for a time, so that cannot be changed',
};
