import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { EventHub } from '../core/events';
import type { JobStores } from '../core/job-store';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { noteJobId } from '../http/request-notes';
import { sendJson } from '../http/send';
import { JOB_STORES } from '../persistence/persistence.module';
import { noSuchJob, requireId } from './job-reader.service';
import { ApiCancelJob, ApiRetryJob } from './jobs.openapi';

/** What an operator does to one job. Takes no body; also works while the service drains, for it adds no work. */
@ApiTags('jobs')
@NeedsScope('admin')
@Controller('jobs/:id')
export class JobActionsController {
  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    private readonly events: EventHub,
  ) {}

  @ApiCancelJob()
  @HttpCode(200)
  @Post('cancel')
  async cancel(
    @Param('id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    requireId(id);
    const namespace = namespaceOf(request);
    const [answer] = await this.stores.namespace(namespace).cancel([id]);
    if (answer === undefined || answer.result === 'not_found') {
      throw noSuchJob(id);
    }
    if (answer.result === 'wrong_state') {
      throw wrongState(id, answer.state, 'cancelled');
    }
    const cancelled = answer.result === 'cancelled';
    if (cancelled) {
      this.events.emit('changed', {
        namespace,
        event: 'cancelled',
        jobs: [{ id, job: null, errorCode: null }],
      });
    }
    sendJson(
      response,
      cancelled ? 200 : 202,
      JSON.stringify({
        message: cancelled ? 'Job cancelled' : 'The worker that runs the job is told to stop',
        job_id: id,
        status: cancelled ? 'cancelled' : 'in_progress',
        cancel_requested: !cancelled,
      }),
    );
  }

  @ApiRetryJob()
  @HttpCode(200)
  @Post('retry')
  async retry(
    @Param('id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    requireId(id);
    const [answer] = await this.stores.namespace(namespaceOf(request)).redrive([id]);
    if (answer === undefined || answer.result === 'not_found') {
      throw noSuchJob(id);
    }
    if (answer.result === 'wrong_state') {
      throw wrongState(id, answer.state, 'retried');
    }
    const message =
      answer.result === 'queued'
        ? 'Job queued again with fresh attempts'
        : 'Job has fresh attempts, and waits for a place in its group';
    const body = { message, job_id: id, status: answer.result };
    sendJson(response, 200, JSON.stringify(body));
  }
}

function wrongState(id: string, state: string, wish: string): ProblemError {
  return new ProblemError('wrong_state', `The job ${id} is ${state} and cannot be ${wish}`, {
    extension: { job_id: id, job_status: state },
  });
}
