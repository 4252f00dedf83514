import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { readJsonText } from '../http/read-body';
import { sendJson } from '../http/send';
import { readEndPoll } from './end-poll-request';
import { ApiEndPoll } from './end-poll.openapi';
import { MAX_LEASE_REQUEST_BYTES } from './lease-request';
import { LeasesService } from './leases.service';

/**
 * `POST /leases/end`: a remote worker that stops ends its request for jobs. To leave instead is a gamble: a job that
 * was given away in that instant is on its way to nobody, and waits for the end of its lease.
 */
@ApiTags('leases')
@NeedsScope('work')
@Controller('leases')
export class EndPollController {
  constructor(private readonly leases: LeasesService) {}

  @ApiEndPoll()
  @HttpCode(200)
  @Post('end')
  async end(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const namespace = namespaceOf(request);
    const poll = readEndPoll(await readJsonText(request, MAX_LEASE_REQUEST_BYTES));
    sendJson(response, 200, JSON.stringify({ ended: this.leases.endPoll(namespace, poll) }));
  }
}
