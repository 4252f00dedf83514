import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { backoffDelay, DEFAULT_BACKOFF } from '../core/backoff';
import { systemClock } from '../core/clock';
import { EventHub } from '../core/events';
import type { ClaimedJob } from '../core/job';
import type { JobStores } from '../core/job-store';
import type { Completion, ExtendAnswer, Extension, Failure, Lease, SettleAnswer } from '../core/settlement';
import type { LogAnswer, LogLimits, LogWrite } from '../core/log-lines';
import { Outstanding } from '../core/outstanding';
import { systemRandom } from '../core/random';
import type { MemoryGauge } from '../core/retention-keeper';
import type { LoopPorts } from '../core/store-trouble';
import { Lifecycle } from '../lifecycle/lifecycle';
import { JOB_STORES, MEMORY_GAUGE } from '../persistence/persistence.module';
import { LeaseDesk } from './lease-desk';
import type { PollRequest } from './poll';
import type { ToldFailure } from './settle-request';

const SWEEP_EVERY_MS = 10_000;

/** How long claims in flight may take once the service drains (ms). */
const LAST_CLAIMS_MS = 1_000;

/** Who asks, and whether it is still there. */
export interface Asker {
  readonly client: string;
  readonly gone: AbortSignal;
}

/** Remote workers of all namespaces: what the controllers ask, tied to the life of the application. */
@Injectable()
export class LeasesService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly desks = new Map<string, LeaseDesk>();
  private readonly polls = new Outstanding();
  private readonly ports: LoopPorts;
  private sweeper: NodeJS.Timeout | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(MEMORY_GAUGE) private readonly memory: MemoryGauge,
    events: EventHub,
    private readonly lifecycle: Lifecycle,
  ) {
    this.ports = { clock: systemClock, random: systemRandom, events };
  }

  onApplicationBootstrap(): void {
    this.sweeper = setInterval(() => this.sweep(), SWEEP_EVERY_MS);
  }

  /** Requests for jobs that are not answered yet. */
  get waiting(): number {
    return this.polls.count;
  }

  /** Jobs for a remote worker; none once its time is up, or the service drains. */
  async jobs(
    namespace: string,
    request: PollRequest,
    { client, gone }: Asker,
  ): Promise<readonly ClaimedJob[]> {
    this.polls.add();
    try {
      return await this.desk(namespace).jobs(request, { client, gone, draining: this.lifecycle.draining });
    } finally {
      this.polls.done();
    }
  }

  /** Ends a request for jobs that waits here, before its time. @returns whether there is one of this name */
  endPoll(namespace: string, poll: string): boolean {
    return this.desks.get(namespace)?.endPoll(poll) ?? false;
  }

  /** Hands back jobs whose answer could not be written. */
  async handBack(namespace: string, jobs: readonly ClaimedJob[]): Promise<void> {
    this.polls.add();
    try {
      await this.desk(namespace).handBack(jobs);
    } finally {
      this.polls.done();
    }
  }

  complete(namespace: string, completions: readonly Completion[]): Promise<SettleAnswer[]> {
    return this.desk(namespace).settle(completions, (store, some) => store.complete(some));
  }

  async fail(namespace: string, told: readonly ToldFailure[]): Promise<SettleAnswer[]> {
    const failures = await Promise.all(told.map((failure) => this.failure(namespace, failure)));
    return this.desk(namespace).settle(failures, (store, some) => store.fail(some));
  }

  release(namespace: string, leases: readonly Lease[]): Promise<SettleAnswer[]> {
    return this.desk(namespace).settle(leases, (store, some) => store.release(some));
  }

  extend(namespace: string, extensions: readonly Extension[]): Promise<ExtendAnswer[]> {
    return this.desk(namespace).extend(extensions);
  }

  /** Writes to the log of a job; undefined: there is no answer about it. */
  log(namespace: string, write: LogWrite, limits: LogLimits): Promise<LogAnswer | undefined> {
    return this.desk(namespace).log(write, limits);
  }

  /** Polls have been told to end by then; what their claims still bring is given out or handed back. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.polls.settled(systemClock, LAST_CLAIMS_MS, this.lifecycle.hurrying);
  }

  onApplicationShutdown(): void {
    if (this.sweeper !== null) {
      clearInterval(this.sweeper);
    }
    for (const desk of this.desks.values()) {
      desk.stop();
    }
    this.desks.clear();
  }

  private async failure(namespace: string, { id, token, error, retry }: ToldFailure): Promise<Failure> {
    if (retry !== null) {
      return { id, token, error, retryInMs: retry.inMs };
    }
    const job =
      this.desk(namespace).granted.jobOf({ id, token }) ?? (await this.stores.namespace(namespace).get(id));
    const backoff = job?.backoff ?? DEFAULT_BACKOFF;
    const retryInMs = backoffDelay(backoff, (job?.retries ?? 0) + 1, this.ports.random);
    return { id, token, error, retryInMs };
  }

  private desk(namespace: string): LeaseDesk {
    let desk = this.desks.get(namespace);
    if (desk === undefined) {
      const { role, namespaces, worker } = this.config;
      desk = new LeaseDesk(
        {
          store: this.stores.namespace(namespace),
          memory: this.memory,
          reapMs: worker.reapMs,
          housekeeping: role === 'api' || !namespaces.includes(namespace),
        },
        this.ports,
      );
      this.desks.set(namespace, desk);
      desk.start();
    }
    return desk;
  }

  private sweep(): void {
    for (const [namespace, desk] of this.desks) {
      if (desk.idle) {
        desk.stop();
        this.desks.delete(namespace);
      }
    }
  }
}
