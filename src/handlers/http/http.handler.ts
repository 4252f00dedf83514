import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config';
import { CONFIG } from '../../config/config.module';
import { systemClock, type Clock } from '../../core/clock';
import type { HandlerContext } from '../../core/handler';
import { NeverRetryError } from '../../core/handler-errors';
import type { PayloadProblem } from '../../core/payload-check';
import { OutboundClient } from '../../outbound/outbound-client';
import { OutboundRefusedError } from '../../outbound/outbound-errors';
import { OutboundPolicy } from '../../outbound/outbound-policy';
import { JobHandler } from '../../worker/job-handler.decorator';
import { serviceVersion } from '../../worker/worker-identity';
import { httpResult, type HttpResult } from './http-answer';
import { httpFailure, isSuccess } from './http-failure';
import { requestParts } from './http-request';
import { httpPayloadProblems, readHttpPayload } from './http.payload';
import type { JsonObject } from '../../http/json-object';
import { WebhookSigner } from './webhook-signature';

/** Job type `http`: one signed request to a URL, and its answer as the result. */
@Injectable()
@JobHandler('http')
export class HttpHandler {
  private readonly clock: Clock = systemClock;
  private readonly signer: WebhookSigner;
  private readonly maxResultBytes: number;
  private readonly userAgent = `Sluice/${serviceVersion()}`;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'outbound' | 'worker'>,
    private readonly policy: OutboundPolicy,
    private readonly client: OutboundClient,
  ) {
    this.signer = new WebhookSigner(config.outbound.webhookSecrets);
    this.maxResultBytes = config.worker.maxResultBytes;
  }

  checkPayload(payload: unknown): readonly PayloadProblem[] {
    return httpPayloadProblems(payload, this.policy);
  }

  async run(payload: unknown, { job, signal }: HandlerContext): Promise<HttpResult> {
    // Again: the rules may have changed since the job was taken.
    const [problem] = this.checkPayload(payload);
    if (problem !== undefined) {
      throw new NeverRetryError(`payload${problem.pointer} ${problem.detail}`, 'invalid_payload');
    }
    const asked = readHttpPayload(payload as JsonObject);
    const context = { job, signer: this.signer, userAgent: this.userAgent, now: this.clock.now() };
    const answer = await this.client
      .send({ ...asked, ...requestParts(asked, context), signal })
      .catch((error: unknown) => {
        throw error instanceof OutboundRefusedError ? new NeverRetryError(error.message, error.code) : error;
      });
    if (!isSuccess(answer.status, asked.successStatuses)) {
      throw httpFailure(answer, job, this.clock.now());
    }
    return httpResult(answer, this.maxResultBytes);
  }
}
