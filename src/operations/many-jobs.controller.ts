import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { readJsonText } from '../http/read-body';
import { sendJson } from '../http/send';
import { refuseParameters } from '../jobs/query-reader';
import { departureOf } from './departure';
import { outcomesJson, reportJson } from './many-jobs-answer';
import { CANCELLABLE_STATES, MAX_MANY_JOBS_BYTES, readManyJobs, RETRYABLE_STATES } from './many-jobs-request';
import { ApiCancelJobs, ApiRetryJobs } from './many-jobs.openapi';
import { ManyJobsService } from './many-jobs.service';

/** What an operator does to many jobs at once; also works while the service drains. */
@ApiTags('jobs')
@NeedsScope('admin')
@Controller('jobs')
export class ManyJobsController {
  constructor(private readonly jobs: ManyJobsService) {}

  @ApiRetryJobs()
  @HttpCode(200)
  @Post('retry')
  async retry(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    refuseParameters(query);
    const namespace = namespaceOf(request);
    const gone = departureOf(response);
    const asked = readManyJobs(await readJsonText(request, MAX_MANY_JOBS_BYTES), {
      allowed: RETRYABLE_STATES,
      byDefault: ['failed'],
    });
    const json =
      'ids' in asked
        ? outcomesJson(await this.jobs.retry(namespace, asked.ids))
        : reportJson(await this.jobs.retryMatching(namespace, asked, gone), asked.dryRun);
    sendJson(response, 200, json);
  }

  @ApiCancelJobs()
  @HttpCode(200)
  @Post('cancel')
  async cancel(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    refuseParameters(query);
    const namespace = namespaceOf(request);
    const gone = departureOf(response);
    const asked = readManyJobs(await readJsonText(request, MAX_MANY_JOBS_BYTES), {
      allowed: CANCELLABLE_STATES,
      byDefault: CANCELLABLE_STATES,
    });
    const json =
      'ids' in asked
        ? outcomesJson(await this.jobs.cancel(namespace, asked.ids))
        : reportJson(await this.jobs.cancelMatching(namespace, asked, gone), asked.dryRun);
    sendJson(response, 200, json);
  }
}
