import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { readJsonText } from '../http/read-body';
import { sendJson } from '../http/send';
import { MOST_ENTRIES } from './dto/settle.dto';
import { ApiCompleteMany, ApiExtendMany, ApiFailMany, ApiReleaseMany } from './leases.openapi';
import { LeasesService } from './leases.service';
import { extendedEntry, results, settledEntry } from './settle-answer';
import { MAX_BATCH_BYTES, maxCompletionBytes } from './settle-limits';
import { completeKind, extendKind, failKind, readSettlements, releaseKind } from './settle-request';

/** What a remote worker says about many jobs at once: each has its own result, in order. */
@ApiTags('leases')
@NeedsScope('work')
@Controller('leases')
export class LeaseBatchesController {
  private readonly completes;

  constructor(
    private readonly leases: LeasesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.completes = completeKind(config.worker.maxResultBytes);
  }

  @ApiCompleteMany()
  @HttpCode(200)
  @Post('complete')
  async complete(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const limit = maxCompletionBytes(this.config.worker.maxResultBytes, MOST_ENTRIES);
    const namespace = namespaceOf(request);
    const jobs = readSettlements(await readJsonText(request, limit), this.completes);
    const answers = await this.leases.complete(namespace, jobs);
    const entries = jobs.flatMap((job, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [{ ...settledEntry(job, answer), result_error: job.resultError }];
    });
    sendJson(response, 200, results(entries));
  }

  @ApiFailMany()
  @HttpCode(200)
  @Post('fail')
  async fail(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const namespace = namespaceOf(request);
    const jobs = readSettlements(await readJsonText(request, MAX_BATCH_BYTES), failKind);
    const answers = await this.leases.fail(namespace, jobs);
    const entries = jobs.flatMap((job, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [settledEntry(job, answer)];
    });
    sendJson(response, 200, results(entries));
  }

  @ApiReleaseMany()
  @HttpCode(200)
  @Post('release')
  async release(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const namespace = namespaceOf(request);
    const jobs = readSettlements(await readJsonText(request, MAX_BATCH_BYTES), releaseKind);
    const answers = await this.leases.release(namespace, jobs);
    const entries = jobs.flatMap((job, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [settledEntry(job, answer)];
    });
    sendJson(response, 200, results(entries));
  }

  @ApiExtendMany()
  @HttpCode(200)
  @Post('extend')
  async extend(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const namespace = namespaceOf(request);
    const jobs = readSettlements(await readJsonText(request, MAX_BATCH_BYTES), extendKind);
    const answers = await this.leases.extend(namespace, jobs);
    const entries = jobs.flatMap((job, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : [extendedEntry(job, answer)];
    });
    sendJson(response, 200, results(entries));
  }
}
