import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { namespaceOf } from '../http/namespace-of';
import { readJsonText } from '../http/read-body';
import { noteJobId, noteTraceparent } from '../http/request-notes';
import { sendJson } from '../http/send';
import { Lifecycle } from '../lifecycle/lifecycle';
import { HandlerRegistry } from '../worker/handler-registry';
import { drainingProblem } from './draining-problem';
import { enqueueReply } from './enqueue-answer';
import { OTHER_FIELDS_BYTES, readEnqueue } from './enqueue-request';
import { enqueueRules } from './enqueue-rules';
import { EnqueueService } from './enqueue.service';
import { idempotencyKeyOf, idOfKey } from './idempotency-key';
import { JobReader } from './job-reader.service';
import { ApiEnqueue, ApiGetJob, ApiListJobs } from './jobs.openapi';
import { readListQuery } from './list-query';
import { newJob } from './new-job';
import { QueryReader } from './query-reader';
import { traceparentOf } from './traceparent-of';

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
    private readonly handlers: HandlerRegistry,
  ) {}

  @ApiEnqueue()
  @NeedsScope('enqueue')
  @Post()
  async enqueue(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const { maxPayloadBytes, maxLapses, limits } = this.config.jobs;
    const namespace = namespaceOf(request);
    const key = idempotencyKeyOf(request);
    const text = await readJsonText(request, maxPayloadBytes + OTHER_FIELDS_BYTES);
    // Asked only now: the drain may have begun while the body came in, and an unread body would reset the
    // connection before the client reads this.
    if (!this.lifecycle.accepting) {
      throw drainingProblem();
    }
    const rules = enqueueRules(this.config, this.handlers);
    const asked = readEnqueue(text, rules, key === null ? null : idOfKey(key, null));
    const job = newJob(asked, {
      ...{ maxLapses, traceparent: traceparentOf(request) },
      durability: this.config.durability.default,
    });
    noteJobId(response, job.id);
    if (job.traceparent !== null) {
      noteTraceparent(response, job.traceparent);
    }
    const answer = await this.jobs.enqueue(namespace, job, (own) => noteTraceparent(response, own));
    const { status, json, headers } = enqueueReply(job, answer, { limits, keyed: key !== null });
    sendJson(response, status, json, headers);
  }

  @ApiListJobs()
  @NeedsScope('read')
  @Get()
  async list(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    sendJson(response, 200, await this.reader.page(namespaceOf(request), readListQuery(query)));
  }

  @ApiGetJob()
  @NeedsScope('read')
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
