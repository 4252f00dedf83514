import { Controller, Delete, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { JobStores } from '../core/job-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { readJsonText } from '../http/read-body';
import { sendJson } from '../http/send';
import { isQueueName } from '../jobs/dto/field-rules';
import { refuseParameters } from '../jobs/query-reader';
import { JOB_STORES } from '../persistence/persistence.module';
import { noSuchQueue, QueuesService } from '../queues/queues.service';
import { departureOf } from './departure';
import { reportJson } from './many-jobs-answer';
import { MAX_MANY_JOBS_BYTES, readPurge, readRedrive } from './many-jobs-request';
import { ManyJobsService } from './many-jobs.service';
import { ApiDeleteQueue, ApiPurgeQueue, ApiRedriveQueue } from './queue-actions.openapi';

/** What an operator does to the jobs of a queue, and to its existence; also works while the service drains. */
@ApiTags('queues')
@NeedsScope('admin')
@Controller('queues/:queue')
export class QueueActionsController {
  constructor(
    private readonly jobs: ManyJobsService,
    private readonly queues: QueuesService,
    @Inject(JOB_STORES) private readonly stores: JobStores,
  ) {}

  @ApiRedriveQueue()
  @HttpCode(200)
  @Post('redrive')
  async redrive(
    @Param('queue') name: string,
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    refuseParameters(query);
    const namespace = namespaceOf(request);
    const gone = departureOf(response);
    const asked = readRedrive(await optionalBody(request), name);
    await this.queues.get(namespace, name);
    const report = await this.jobs.retryMatching(namespace, asked, gone);
    sendJson(response, 200, reportJson(report, asked.dryRun));
  }

  @ApiPurgeQueue()
  @HttpCode(200)
  @Post('purge')
  async purge(
    @Param('queue') name: string,
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    refuseParameters(query);
    const namespace = namespaceOf(request);
    const gone = departureOf(response);
    const asked = readPurge(await optionalBody(request), name);
    await this.queues.get(namespace, name);
    const report = await this.jobs.purgeMatching(namespace, asked, gone);
    sendJson(response, 200, reportJson(report, asked.dryRun));
  }

  @ApiDeleteQueue()
  @Delete()
  async remove(
    @Param('queue') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    if (!isQueueName(name)) {
      throw noSuchQueue(name);
    }
    const answer = await this.stores.namespace(namespace).deleteQueue(name);
    switch (answer.result) {
      case 'not_found':
        throw noSuchQueue(name);
      case 'not_empty':
        throw inUse(name, `holds ${answer.jobs} jobs`, { jobs: answer.jobs });
      case 'in_use': {
        const names = await this.stores.namespace(namespace).workerNames([answer.worker]);
        const worker = names.get(answer.worker) ?? answer.worker;
        throw inUse(name, `is named by the worker ${worker}`, { worker });
      }
      case 'deleted':
        sendJson(response, 200, JSON.stringify({ message: 'Queue deleted', queue: name }));
    }
  }
}

/** A body is optional where all of it is. */
async function optionalBody(request: HttpRequest): Promise<string> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const none = encoding === undefined && (length === undefined || length === '0');
  return none ? '' : readJsonText(request, MAX_MANY_JOBS_BYTES);
}

function inUse(queue: string, why: string, extension: Readonly<Record<string, unknown>>): ProblemError {
  return new ProblemError('queue_in_use', `The queue ${queue} ${why}`, {
    extension: { queue, ...extension },
  });
}
