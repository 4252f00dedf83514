import { sleep } from '../core/clock';
import type { ClaimedJob } from '../core/job';
import type { ClaimRequest, QueueSelection } from '../core/claim';
import type { JobStore } from '../core/job-store';
import { StoreTrouble, type LoopPorts } from '../core/store-trouble';
import type { PollRequest } from './poll';
import { remoteNonce } from './remote-worker-id';

const LANES = 10;

export interface Claimed {
  readonly jobs: readonly ClaimedJob[];
  readonly nextAlarmMs: number | null;
}

/** Claims jobs for remote workers of one namespace, and sees to it that no lease is left behind without a holder. */
export class Claimer {
  private count = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly store: JobStore,
    private readonly ports: LoopPorts,
  ) {}

  /** @throws {StoreUnavailableError} What the claim may have taken is handed back as soon as the store answers. */
  async claim({ worker, types, queues, maxJobs, leaseMs }: PollRequest): Promise<Claimed> {
    this.count = (this.count + 1) % LANES;
    const request: ClaimRequest = {
      ...{ nonce: remoteNonce(worker.id), lane: this.count, types, max: maxJobs, leaseMs },
      queues: this.turned(queues),
    };
    const sentAt = this.ports.clock.monotonic();
    try {
      const answer = await this.store.claim(request);
      const late = answer.jobs.length > 0 && this.ports.clock.monotonic() - sentAt > leaseMs / 2;
      const jobs = late ? await this.confirmed(answer.jobs, leaseMs) : answer.jobs;
      return { jobs, nextAlarmMs: answer.nextAlarmMs };
    } catch (error) {
      void this.undo(request, sentAt);
      throw error;
    }
  }

  /** Hands back jobs that nobody has begun; if that does not succeed, their leases lapse. */
  async release(jobs: readonly ClaimedJob[]): Promise<void> {
    await this.store.release(jobs.map(({ id, token }) => ({ id, token }))).catch(() => undefined);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Beginning at any of them: the first in order is served first, and none must starve the others. */
  private turned(queues: QueueSelection): QueueSelection {
    if (queues === '*' || queues.length < 2) {
      return queues;
    }
    const first = Math.floor(this.ports.random.next() * queues.length);
    return [...queues.slice(first), ...queues.slice(0, first)];
  }

  /** An answer that took long: the leases are renewed, and those that are lost left out. */
  private async confirmed(jobs: readonly ClaimedJob[], leaseMs: number): Promise<readonly ClaimedJob[]> {
    const answers = await this.store.extend(
      jobs.map(({ id, token }) => ({ id, token, leaseMs, progress: null })),
    );
    return jobs.filter((_job, index) => answers[index]?.result === 'ok');
  }

  /** The claim may have been carried out: sent again, it says which jobs it took, as long as its leases last. */
  private async undo(request: ClaimRequest, sentAt: number): Promise<void> {
    const { clock } = this.ports;
    const trouble = new StoreTrouble(`claim (${this.store.namespace})`, this.ports);
    const { signal } = this.stopping;
    while (!signal.aborted && clock.monotonic() - sentAt < request.leaseMs) {
      try {
        const { jobs } = await this.store.claim({ ...request, max: 1 });
        await this.store.release(jobs.map(({ id, token }) => ({ id, token })));
        return;
      } catch (error) {
        await sleep(clock, trouble.failed(error), signal);
      }
    }
  }
}
