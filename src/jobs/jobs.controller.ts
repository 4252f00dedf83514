import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError, retryAfter } from '../http/problem';
import { readJsonText } from '../http/read-body';
import { noteJobId } from '../http/request-notes';
import { sendJson } from '../http/send';
import { Lifecycle } from '../lifecycle/lifecycle';
import { TRACEPARENT_PATTERN } from './dto/field-rules';
import { enqueueReply } from './enqueue-answer';
import { readEnqueue } from './enqueue-request';
import { EnqueueService } from './enqueue.service';
import { JobReader } from './job-reader.service';
import { ApiEnqueue, ApiGetJob, ApiListJobs } from './jobs.openapi';
import { readListQuery } from './list-query';
import { newJob } from './new-job';
import { QueryReader } from './query-reader';

/** Room for everything in a body that is not the payload. */
const OTHER_FIELDS_BYTES = 64 * 1024;

/** Another replica, or the next start of this one, takes over about then. */
const DRAIN_RETRY_MS = 5_000;

/** How long `GET /jobs/{id}` may wait for a final state (ms). */
export const WAIT_RANGE = { min: 0, max: 30_000 } as const;

@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: EnqueueService,
    private readonly reader: JobReader,
    private readonly lifecycle: Lifecycle,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @ApiEnqueue()
  @Post()
  async enqueue(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const { maxPayloadBytes, maxLapses, limits } = this.config.jobs;
    const namespace = namespaceOf(request);
    const text = await readJsonText(request, maxPayloadBytes + OTHER_FIELDS_BYTES);
    // Asked only now: the drain may have begun while the body came in, and an unread body would reset the
    // connection before the client reads this.
    if (!this.lifecycle.accepting) {
      throw new ProblemError('draining', 'The service is shutting down and takes no new jobs', {
        headers: retryAfter(DRAIN_RETRY_MS),
      });
    }
    const rules = { maxPayloadBytes, failureInjection: this.config.failure.injection };
    const job = newJob(readEnqueue(text, rules), { maxLapses, traceparent: traceparentOf(request) });
    noteJobId(response, job.id);
    const { status, json, headers } = enqueueReply(job, await this.jobs.enqueue(namespace, job), limits);
    sendJson(response, status, json, headers);
  }

  @ApiListJobs()
  @Get()
  async list(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    sendJson(response, 200, await this.reader.page(namespaceOf(request), readListQuery(query)));
  }

  @ApiGetJob()
  @Get(':id')
  async get(
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    const parameters = new QueryReader(query, ['wait_ms']);
    const waitMs = parameters.integer('wait_ms', WAIT_RANGE) ?? 0;
    parameters.finish();
    const namespace = namespaceOf(request);
    const job = await (waitMs === 0
      ? this.reader.get(namespace, id)
      : this.reader.getFinal(namespace, id, waitMs, departure(response)));
    sendJson(response, 200, await this.reader.render(namespace, job));
  }
}

/** Fires when the client has left. */
function departure(response: HttpResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}

/** One that is not valid is ignored (W3C Trace Context §3.2.1): it is somebody else's, and not about the job. */
function traceparentOf(request: HttpRequest): string | null {
  const value = request.headers['traceparent'];
  return typeof value === 'string' && TRACEPARENT_PATTERN.test(value) ? value : null;
}
