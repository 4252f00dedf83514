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
import { ApiComplete, ApiExtend, ApiFail, ApiRelease } from './leases.openapi';
import { LeasesService } from './leases.service';
import { extendedEntry, settledEntry, single } from './settle-answer';
import { MAX_SETTLEMENT_BYTES, maxCompletionBytes } from './settle-limits';
import { completeKind, extendKind, failKind, readSettlement, releaseKind } from './settle-request';

/** What a remote worker says about one job that it runs; also works while the service drains. */
@ApiTags('leases')
@NeedsScope('work')
@Controller('leases/:job_id')
export class LeaseActionsController {
  private readonly completes;

  constructor(
    private readonly leases: LeasesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.completes = completeKind(config.worker.maxResultBytes);
  }

  @ApiComplete()
  @HttpCode(200)
  @Post('complete')
  async complete(
    @Param('job_id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = begin(id, request, response);
    const text = await readJsonText(request, maxCompletionBytes(this.config.worker.maxResultBytes, 1));
    const completion = readSettlement(text, id, this.completes);
    const [answer] = await this.leases.complete(namespace, [completion]);
    const entry = answer && { ...settledEntry(completion, answer), result_error: completion.resultError };
    sendJson(response, 200, single(entry, id));
  }

  @ApiFail()
  @HttpCode(200)
  @Post('fail')
  async fail(
    @Param('job_id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = begin(id, request, response);
    const failure = readSettlement(await readJsonText(request, MAX_SETTLEMENT_BYTES), id, failKind);
    const [answer] = await this.leases.fail(namespace, [failure]);
    sendJson(response, 200, single(answer && settledEntry(failure, answer), id));
  }

  @ApiRelease()
  @HttpCode(200)
  @Post('release')
  async release(
    @Param('job_id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = begin(id, request, response);
    const lease = readSettlement(await readJsonText(request, MAX_SETTLEMENT_BYTES), id, releaseKind);
    const [answer] = await this.leases.release(namespace, [lease]);
    sendJson(response, 200, single(answer && settledEntry(lease, answer), id));
  }

  @ApiExtend()
  @HttpCode(200)
  @Post('extend')
  async extend(
    @Param('job_id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = begin(id, request, response);
    const extension = readSettlement(await readJsonText(request, MAX_SETTLEMENT_BYTES), id, extendKind);
    const [answer] = await this.leases.extend(namespace, [extension]);
    sendJson(response, 200, single(answer && extendedEntry(extension, answer), id));
  }
}

function begin(id: string, request: HttpRequest, response: HttpResponse): string {
  noteJobId(response, id);
  requireId(id);
  return namespaceOf(request);
}
