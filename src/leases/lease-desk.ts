import type { ClaimedJob } from '../core/job';
import { WORKER_ID_LENGTH } from '../core/claim';
import type { JobStore } from '../core/job-store';
import type { Extension, Lease, SettleAnswer } from '../core/settlement';
import type { LogAnswer, LogLimits, LogWrite } from '../core/log-lines';
import { Promoter } from '../core/promoter';
import { Reaper } from '../core/reaper';
import { RetentionKeeper, type MemoryGauge } from '../core/retention-keeper';
import type { LoopPorts } from '../core/store-trouble';
import { attemptLimitMs, GrantedLeases } from './granted-leases';
import { Poll, type PollRequest } from './poll';
import { PollHub } from './poll-hub';
import { RemoteEvents, type Settled } from './remote-events';
import { RemoteWorkers } from './remote-workers';

/** After its time limit, an attempt has this long to be recorded as timed out before its lease lapses (ms). */
const LIMIT_GRACE_MS = 1_000;

export interface LeaseDeskOptions {
  readonly store: JobStore;
  readonly memory: MemoryGauge;
  readonly reapMs: number;
  /** Due jobs, lapsed leases and old outcomes are nobody's business here yet. */
  readonly housekeeping: boolean;
}

/** How a poll is served. */
export interface Service {
  readonly client: string;
  /** The client has left. */
  readonly gone: AbortSignal;
  /** The service drains. */
  readonly draining: AbortSignal;
}

/** All that this process does for the remote workers of one namespace. */
export class LeaseDesk {
  readonly granted: GrantedLeases;
  private readonly hub: PollHub;
  private readonly workers: RemoteWorkers;
  private readonly told: RemoteEvents;
  private readonly sweepers: readonly { start(): void; stop(): void }[];
  private readonly store: JobStore;
  /** How to end polls before their time, by the names that they were given. */
  private readonly named = new Map<string, () => void>();

  constructor(
    { store, memory, reapMs, housekeeping }: LeaseDeskOptions,
    private readonly ports: LoopPorts,
  ) {
    this.store = store;
    this.hub = new PollHub(store, ports);
    this.told = new RemoteEvents(store.namespace, ports.events);
    this.granted = new GrantedLeases(store, ports, this.told);
    this.workers = new RemoteWorkers(store, () => this.granted.held(), ports);
    this.sweepers = housekeeping
      ? [
          new Promoter(store, ports),
          new Reaper(store, reapMs, ports),
          new RetentionKeeper(store, memory, ports),
        ]
      : [];
  }

  start(): void {
    this.workers.start();
    for (const sweeper of this.sweepers) {
      sweeper.start();
    }
  }

  stop(): void {
    this.hub.claimer.stop();
    this.workers.stop();
    this.granted.stop();
    for (const sweeper of this.sweepers) {
      sweeper.stop();
    }
  }

  /** Nobody has asked for a while and no lease is known here. */
  get idle(): boolean {
    this.granted.forgetOld();
    return this.hub.size === 0 && this.granted.size === 0 && this.workers.size === 0;
  }

  /** Jobs for a worker, as soon as there are some; none once its time is up. @throws {StoreUnavailableError} */
  async jobs(request: PollRequest, service: Service): Promise<readonly ClaimedJob[]> {
    const answered = this.workers.asks(request, service.client);
    try {
      const jobs =
        request.waitMs === 0
          ? (await this.hub.claimer.claim(request)).jobs
          : await this.wait(request, service);
      this.granted.add(jobs, request.leaseMs);
      this.told.started(jobs);
      return await this.limited(jobs, request.leaseMs);
    } finally {
      answered();
    }
  }

  /** Ends a poll that waits, as if its time were up. @returns whether there is one of this name */
  endPoll(name: string): boolean {
    const expire = this.named.get(name);
    expire?.();
    return expire !== undefined;
  }

  /** Hands back jobs that never reached their worker. */
  async handBack(jobs: readonly ClaimedJob[]): Promise<void> {
    for (const job of jobs) {
      this.granted.remove(job);
    }
    if (jobs.length > 0) {
      this.told.released(jobs);
      await this.hub.claimer.release(jobs);
    }
  }

  /** Renews leases, and says to whom a job is lost. */
  async extend(extensions: readonly Extension[]) {
    extensions.forEach((lease) => this.heard(lease));
    const answers = await this.store.extend(extensions);
    for (const [index, lease] of extensions.entries()) {
      if (answers[index]?.result === 'ok') {
        this.granted.extended(lease, lease.leaseMs);
      } else {
        this.granted.remove(lease);
      }
    }
    return answers;
  }

  /** Writes to the log of a job that a worker holds. */
  async log(write: LogWrite, limits: LogLimits): Promise<LogAnswer | undefined> {
    this.heard(write);
    const [answer] = await this.store.log([write], limits);
    return answer;
  }

  /** Records what became of attempts. */
  async settle<L extends Settled>(
    leases: readonly L[],
    send: (store: JobStore, leases: readonly L[]) => Promise<SettleAnswer[]>,
  ): Promise<SettleAnswer[]> {
    leases.forEach((lease) => this.heard(lease));
    const answers = await send(this.store, leases);
    for (const [index, lease] of leases.entries()) {
      this.told.settled(lease, answers[index], this.granted.jobOf(lease));
      this.granted.remove(lease);
    }
    return answers;
  }

  private heard({ token }: Lease): void {
    this.workers.heard(token.slice(0, WORKER_ID_LENGTH));
  }

  private async wait(request: PollRequest, { gone, draining }: Service): Promise<readonly ClaimedJob[]> {
    const poll = new Poll(request);
    const expire = () => {
      this.hub.leave(poll);
      poll.expire();
    };
    const abandon = () => {
      this.hub.leave(poll);
      poll.abandon();
    };
    const cancelTimer = this.ports.clock.after(request.waitMs, expire);
    draining.addEventListener('abort', expire, { once: true });
    gone.addEventListener('abort', abandon, { once: true });
    if (request.poll !== null) {
      this.named.set(request.poll, expire);
    }
    try {
      this.hub.join(poll);
      if (gone.aborted) {
        abandon();
      } else if (draining.aborted) {
        expire();
      }
      return await poll.jobs;
    } finally {
      cancelTimer();
      draining.removeEventListener('abort', expire);
      gone.removeEventListener('abort', abandon);
      if (request.poll !== null && this.named.get(request.poll) === expire) {
        this.named.delete(request.poll);
      }
    }
  }

  /** Shortens the leases of jobs whose attempt may not take as long. */
  private async limited(jobs: readonly ClaimedJob[], leaseMs: number): Promise<readonly ClaimedJob[]> {
    const short = jobs.filter((job) => leaseLimit(job) < job.leaseExpiresAt);
    if (short.length === 0) {
      return jobs;
    }
    const extensions = short.map((job) => ({
      ...{ id: job.id, token: job.token, leaseMs, progress: null, until: leaseLimit(job) },
    }));
    // Without an answer they last longer than they should, and the time limit ends them all the same.
    await this.store.extend(extensions).catch(() => undefined);
    return jobs.map((job) => ({ ...job, leaseExpiresAt: Math.min(job.leaseExpiresAt, leaseLimit(job)) }));
  }
}

/** The moment beyond which no lease on this attempt goes (epoch ms by the store's clock). */
export function leaseLimit(job: ClaimedJob): number {
  return job.startedAt + attemptLimitMs(job) + LIMIT_GRACE_MS;
}
