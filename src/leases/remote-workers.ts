import type { JobStore } from '../core/job-store';
import { WORKER_ALIVE_MS, type Announcement, type WorkerInfo } from '../core/worker-info';
import { PeriodicLoop } from '../core/periodic-loop';
import type { LoopPorts } from '../core/store-trouble';
import type { PollRequest } from './poll';

/** News go to the store this soon (ms) … */
const ANNOUNCE_EVERY_MS = 1_000;
const FIRST_WORD_MS = 20;
/** … and that a worker still asks, this often. */
const HEARD_EVERY_MS = 4_000;

/** A worker that works has until the end of its lease, and a little more, before it counts as gone (ms). */
const MARGIN_MS = 5_000;

/** Of a worker that is only heard of, another process knows the rest. Beyond this many they are left out. */
const MOST_UNKNOWN = 10_000;

interface RemoteWorker {
  request: PollRequest;
  /** What its client calls itself. */
  client: string;
  /** Its requests for jobs that are not answered yet. */
  polls: number;
  heardAt: number;
  announcedAt: number;
  /** As the store knows it; "" if it does not. */
  told: string;
}

/**
 * The remote workers that ask this process, as `GET /workers` and `explain` show them. One is there while it
 * asks, and then for as long as its latest lease lasts.
 */
export class RemoteWorkers extends PeriodicLoop {
  private readonly workers = new Map<string, RemoteWorker>();
  private readonly unknown = new Set<string>();

  /** @param held how many leases each worker holds. */
  constructor(
    private readonly store: JobStore,
    private readonly held: () => ReadonlyMap<string, number>,
    ports: LoopPorts,
  ) {
    super(`announce (${store.namespace})`, ANNOUNCE_EVERY_MS, ports);
  }

  get size(): number {
    return this.workers.size;
  }

  /** A worker asks for jobs. @returns what to call when it has been answered. */
  asks(request: PollRequest, client: string): () => void {
    const now = this.ports.clock.monotonic();
    const { id } = request.worker;
    let worker = this.workers.get(id);
    if (worker === undefined) {
      worker = { request, client, polls: 0, heardAt: now, announcedAt: -Infinity, told: '' };
      this.workers.set(id, worker);
      this.wakeIn(FIRST_WORD_MS);
    }
    const asking = Object.assign(worker, { request, client, heardAt: now, polls: worker.polls + 1 });
    return () => {
      asking.polls -= 1;
      asking.heardAt = this.ports.clock.monotonic();
    };
  }

  /** A worker says something about a job that it runs. */
  heard(workerId: string): void {
    const worker = this.workers.get(workerId);
    if (worker !== undefined) {
      worker.heardAt = this.ports.clock.monotonic();
    } else if (this.unknown.size < MOST_UNKNOWN) {
      this.unknown.add(workerId);
    }
  }

  async runOnce(): Promise<void> {
    const now = this.ports.clock.monotonic();
    const unknown = [...this.unknown];
    const news: Announcement[] = unknown.map((id) => ({ id, info: null }));
    const told = new Map<RemoteWorker, string>();
    const held = this.held();
    for (const [id, worker] of this.workers) {
      if (worker.polls > 0) {
        worker.heardAt = now;
      } else if (now - worker.heardAt > aliveMs(worker.request)) {
        this.workers.delete(id);
        continue;
      }
      const info = describe(worker, held.get(id) ?? 0);
      const text = JSON.stringify(info);
      const heard = worker.heardAt > worker.announcedAt && now - worker.announcedAt >= HEARD_EVERY_MS;
      if (heard || text !== worker.told) {
        news.push({ id, info: text === worker.told ? null : info });
        told.set(worker, text);
      }
    }
    if (news.length === 0) {
      return;
    }
    await this.store.announce(news);
    for (const [worker, text] of told) {
      Object.assign(worker, { announcedAt: now, told: text });
    }
    for (const id of unknown) {
      this.unknown.delete(id);
    }
  }
}

function aliveMs({ leaseMs }: PollRequest): number {
  return Math.max(WORKER_ALIVE_MS, leaseMs + MARGIN_MS);
}

function describe({ request, client, polls }: RemoteWorker, running: number): WorkerInfo {
  const { worker, maxJobs, queues, types } = request;
  return {
    id: worker.id,
    name: worker.name,
    version: client,
    // It asks for as many as it has room for; when it does not ask, its room is what it asked for the last time.
    slots: polls > 0 ? running + maxJobs : Math.max(running, maxJobs),
    running,
    state: 'running',
    queues,
    types,
    kind: 'remote',
    aliveMs: aliveMs(request),
  };
}
