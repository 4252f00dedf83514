import { request } from 'node:http';
import { LeasesService } from '../../../src/leases/leases.service';
import { untilTrue } from '../../support/until';
import type { Answer, HttpBed } from '../http/http-bed';

export interface LeasedJob {
  readonly id: string;
  readonly type: string;
  readonly attempt: number;
  readonly lapses: number;
  readonly lease_ms: number;
  readonly lease_token: string;
}

const JSON_BODY = { 'content-type': 'application/json', 'user-agent': 'puller/1' };

/** A remote worker of the test's own, which speaks to one process. */
export class Puller {
  constructor(private readonly bed: HttpBed) {}

  send(path: string, body: string): Promise<Answer> {
    return this.bed.ask(path, { method: 'POST', headers: JSON_BODY, body });
  }

  leases(body: Record<string, unknown>): Promise<Answer> {
    return this.send('/leases', JSON.stringify(body));
  }

  async take(body: Record<string, unknown>): Promise<LeasedJob[]> {
    const answer = await this.leases(body);
    if (answer.status !== 200) {
      throw new Error(`${answer.status} ${answer.text}`);
    }
    return answer.body['jobs'] as LeasedJob[];
  }

  say(job: LeasedJob, verb: string, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.send(`/leases/${job.id}/${verb}`, JSON.stringify({ lease_token: job.lease_token, ...more }));
  }

  /** @param result JSON text */
  complete(job: LeasedJob, result = 'null'): Promise<Answer> {
    return this.send(`/leases/${job.id}/complete`, `{"lease_token":"${job.lease_token}","result":${result}}`);
  }

  fail(job: LeasedJob, error: Record<string, unknown>): Promise<Answer> {
    return this.say(job, 'fail', { error });
  }

  extend(job: LeasedJob, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.say(job, 'extend', more);
  }

  /** Requests for jobs that its process has not answered. */
  get waiting(): number {
    return this.bed.app.get(LeasesService).waiting;
  }

  /** Until so many polls of this process wait. */
  async untilWaiting(count = 1): Promise<void> {
    await untilTrue(
      () => this.waiting >= count,
      20_000,
      () => `${this.waiting} of ${count} wait`,
    );
  }

  /** Asks for jobs; the function returned leaves after so many ms, without reading an answer. */
  leaving(body: Record<string, unknown>): (afterMs?: number) => Promise<void> {
    const call = request({
      ...{ port: this.bed.port, host: '127.0.0.1', path: '/leases', method: 'POST' },
      ...{ headers: JSON_BODY, agent: false },
    });
    call.on('error', () => undefined);
    call.on('response', (response) => response.on('error', () => undefined).resume());
    call.end(JSON.stringify(body));
    return (afterMs = 0) =>
      new Promise((resolve) => {
        call.once('close', () => resolve());
        setTimeout(() => call.destroy(), afterMs);
      });
  }
}
