import { setImmediate } from 'node:timers/promises';
import { Controller, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { discard } from '../http/read-body';
import { noteTraceparent } from '../http/request-notes';
import { sendJson } from '../http/send';
import { Lifecycle } from '../lifecycle/lifecycle';
import { HandlerRegistry } from '../worker/handler-registry';
import { AtomicBulk } from './atomic-bulk';
import { BulkEnqueue } from './bulk-enqueue';
import { ApiBulkEnqueue } from './bulk.openapi';
import { bulkSource } from './bulk-source';
import { drainingProblem } from './draining-problem';
import { OTHER_FIELDS_BYTES, readEnqueue } from './enqueue-request';
import { enqueueRules } from './enqueue-rules';
import { EnqueueService } from './enqueue.service';
import { idempotencyKeyOf, idOfKey } from './idempotency-key';
import { newJob } from './new-job';
import { QueryReader } from './query-reader';
import { traceparentOf } from './traceparent-of';

/** After this long other requests get their turn (ms): invalid jobs are slow to describe. */
const TURN_MS = 10;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

/** Many jobs in one request. */
@ApiTags('jobs')
@NeedsScope('enqueue')
@Controller('jobs')
export class BulkController {
  constructor(
    private readonly jobs: EnqueueService,
    private readonly lifecycle: Lifecycle,
    @Inject(CONFIG) private readonly config: Config,
    private readonly handlers: HandlerRegistry,
  ) {}

  @ApiBulkEnqueue()
  @Post('bulk')
  async enqueue(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const reader = new QueryReader(query, ['atomic']);
    const atomic = reader.read('atomic', (text) => BOOLEANS.get(text) ?? null, 'must be true or false');
    reader.finish();
    const bulk = this.begin(request, response, atomic === true);
    if (!this.lifecycle.accepting) {
      await discard(request);
      throw drainingProblem();
    }
    try {
      await fill(bulk, request, this.config.jobs.maxPayloadBytes + OTHER_FIELDS_BYTES);
    } catch (error) {
      await bulk.abandon();
      throw error;
    }
    sendJson(response, 200, await bulk.finish());
  }

  private begin(request: HttpRequest, response: HttpResponse, atomic: boolean): BulkEnqueue | AtomicBulk {
    const { maxLapses, limits } = this.config.jobs;
    const rules = enqueueRules(this.config, this.handlers);
    const namespace = namespaceOf(request);
    const key = idempotencyKeyOf(request);
    const durability = this.config.durability.default;
    const defaults = { maxLapses, traceparent: traceparentOf(request), durability };
    const traced = (traceparent: string) => noteTraceparent(response, traceparent);
    if (defaults.traceparent !== null) {
      traced(defaults.traceparent);
    }
    const ports = {
      read: (text: string, index: number) =>
        newJob(readEnqueue(text, rules, key === null ? null : idOfKey(key, index)), defaults),
      closed: () => (this.lifecycle.accepting ? null : drainingProblem()),
      context: { limits, keyed: key !== null },
    };
    return atomic
      ? new AtomicBulk({ ...ports, send: (jobs) => this.jobs.enqueueAll(namespace, jobs, traced) })
      : new BulkEnqueue({ ...ports, send: (jobs) => this.jobs.enqueueBatch(namespace, jobs, traced) });
  }
}

/** Reads no further than the store keeps up; what has arrived does not wait for more to arrive. */
async function fill(
  bulk: BulkEnqueue | AtomicBulk,
  request: HttpRequest,
  maxLineBytes: number,
): Promise<void> {
  let turnBegan = performance.now();
  for await (const lines of bulkSource(request, maxLineBytes)) {
    for (const line of lines) {
      await bulk.room();
      bulk.take(line);
      if (performance.now() - turnBegan > TURN_MS) {
        await setImmediate();
        turnBegan = performance.now();
      }
    }
    bulk.flush();
  }
}
