import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { boundedText } from '../core/bounded-text';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError, retryAfter } from '../http/problem';
import { readJsonText } from '../http/read-body';
import { sendJson } from '../http/send';
import { Lifecycle } from '../lifecycle/lifecycle';
import { MAX_LEASE_REQUEST_BYTES, readLeaseRequest } from './lease-request';
import { leasesJson } from './lease-view';
import { ApiTakeLeases } from './leases.openapi';
import { LeasesService } from './leases.service';

/** Another replica, or the next start of this one, takes over about then (ms). */
const DRAIN_RETRY_MS = 1_000;

const MAX_CLIENT_BYTES = 64;

/** `POST /leases`: a remote worker takes jobs. */
@ApiTags('leases')
@NeedsScope('work')
@Controller('leases')
export class LeasesController {
  constructor(
    private readonly leases: LeasesService,
    private readonly lifecycle: Lifecycle,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @ApiTakeLeases()
  @HttpCode(200)
  @Post()
  async take(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const left = departure(response);
    const namespace = namespaceOf(request);
    const text = await readJsonText(request, MAX_LEASE_REQUEST_BYTES);
    const asked = readLeaseRequest(text, {
      leaseMs: this.config.worker.leaseMs,
      worker: `anonymous@${request.socket.remoteAddress ?? ''}`,
    });
    if (!this.lifecycle.accepting) {
      throw new ProblemError('draining', 'The service is shutting down and gives out no jobs', {
        headers: retryAfter(DRAIN_RETRY_MS),
      });
    }
    const client = boundedText(request.headers['user-agent'] ?? '', MAX_CLIENT_BYTES);
    const jobs = await this.leases.jobs(namespace, asked, { client, gone: left });
    if (left.aborted) {
      await this.leases.handBack(namespace, jobs);
      return;
    }
    if (jobs.length > 0) {
      response.once('close', () => {
        // Not all of it left this process, so the client cannot have read it.
        if (!response.writableFinished) {
          void this.leases.handBack(namespace, jobs);
        }
      });
    }
    if (this.lifecycle.draining.aborted) {
      response.setHeader('Connection', 'close');
    }
    sendJson(response, 200, leasesJson(jobs, asked.leaseMs));
  }
}

/** Fires when the client has left. */
function departure(response: HttpResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}
