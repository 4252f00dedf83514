import { DeadlineSweep } from '../core/deadline-sweep';
import { DEFAULT_TIMEOUT_MS, type ClaimedJob } from '../core/job';
import { WORKER_ID_LENGTH } from '../core/claim';
import type { JobStore } from '../core/job-store';
import type { Lease } from '../core/settlement';
import { timedOut } from '../core/outcome';
import type { LoopPorts } from '../core/store-trouble';
import type { RemoteEvents } from './remote-events';

/** A lease that nobody speaks of is forgotten this long after its end (ms). */
const FORGET_AFTER_MS = 60_000;

/** What this process remembers of a lease that it gave to a remote worker. */
interface Granted {
  /** Without its payload. */
  readonly job: ClaimedJob;
  /** When the attempt is cut off, and when its lease ends if it is not renewed: monotonic ms. */
  readonly limitAt: number;
  readonly limitMs: number;
  endsAt: number;
}

/** The longest that one attempt of a job may take (ms). */
export function attemptLimitMs(job: ClaimedJob): number {
  return job.timeoutMs ?? DEFAULT_TIMEOUT_MS;
}

/**
 * The leases that this process gave out in one namespace: how many each remote worker holds, how each job is to
 * be retried, and when its attempt has run for too long: then it fails with `timeout`, as it would in a process
 * of ours. A memory only: without it (the process ended, another one is asked) the lease lapses instead.
 */
export class GrantedLeases {
  private readonly leases = new Map<string, Granted>();
  private readonly limits: DeadlineSweep<Granted>;

  constructor(
    private readonly store: JobStore,
    private readonly ports: LoopPorts,
    private readonly told: RemoteEvents,
  ) {
    this.limits = new DeadlineSweep(
      ports.clock,
      { [Symbol.iterator]: () => this.leases.values() },
      ({ limitAt }) => limitAt,
      (granted) => void this.cutOff(granted),
    );
  }

  get size(): number {
    return this.leases.size;
  }

  add(jobs: readonly ClaimedJob[], leaseMs: number): void {
    const now = this.ports.clock.monotonic();
    for (const job of jobs) {
      const limitMs = attemptLimitMs(job);
      const limitAt = now + limitMs;
      this.leases.set(keyOf(job), { job: { ...job, payload: '' }, limitAt, limitMs, endsAt: now + leaseMs });
      this.limits.watch(limitAt);
    }
  }

  /** The job of a lease, if it was given out here. */
  jobOf(lease: Lease): ClaimedJob | null {
    return this.leases.get(keyOf(lease))?.job ?? null;
  }

  extended(lease: Lease, leaseMs: number): void {
    const granted = this.leases.get(keyOf(lease));
    if (granted !== undefined) {
      granted.endsAt = this.ports.clock.monotonic() + leaseMs;
    }
  }

  /** Settled, or lost. */
  remove(lease: Lease): void {
    this.leases.delete(keyOf(lease));
  }

  /** How many leases each worker holds that have not ended. */
  held(): ReadonlyMap<string, number> {
    const now = this.ports.clock.monotonic();
    const counts = new Map<string, number>();
    for (const { job, endsAt } of this.leases.values()) {
      if (endsAt > now) {
        const workerId = job.token.slice(0, WORKER_ID_LENGTH);
        counts.set(workerId, (counts.get(workerId) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Drops what ended long ago and was never settled here. */
  forgetOld(): void {
    const before = this.ports.clock.monotonic() - FORGET_AFTER_MS;
    for (const { job, endsAt } of [...this.leases.values()]) {
      if (endsAt < before) {
        this.remove(job);
      }
    }
  }

  stop(): void {
    this.limits.stop();
    this.leases.clear();
  }

  private async cutOff({ job, limitMs }: Granted): Promise<void> {
    this.remove(job);
    const outcome = timedOut(job, limitMs, this.ports.random);
    if (outcome.kind !== 'failed') {
      return;
    }
    try {
      const { error, retryInMs } = outcome;
      const failure = { id: job.id, token: job.token, error, retryInMs };
      const [answer] = await this.store.fail([failure]);
      this.told.settled(failure, answer, job);
    } catch (error) {
      // Its lease is over in a moment, and lapses.
      this.ports.events.emit('storeTrouble', { where: `timeout (${this.store.namespace})`, error });
    }
  }
}

function keyOf({ id, token }: Lease): string {
  return `${token}${id}`;
}
