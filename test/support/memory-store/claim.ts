import { CALLBACK_QUEUE, type ClaimedJob } from '../../../src/core/job';
import { type ClaimAnswer, type ClaimRequest, WORKER_ID_LENGTH } from '../../../src/core/claim';
import { type MemoryJob, toClaimed } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';
import type { MemoryQueue } from './memory-queue';
import { hasCallbacks, isOwn } from './place-line';
import { expireJob, serveAlarms } from './sweeps';
import { ALL_QUEUES, queueKey } from './wake-tokens';

/** Jobs that one claim moves for due alarms; jobs that it may put aside beside those that it starts. */
const ALARM_BUDGET = 100;
const PARK_BUDGET = 200;
/** Jobs of one queue in one turn, at least. */
const QUANTUM = 4;
/** Queues in one round. */
const QUEUES_AT_ONCE = 16;
/** A claim stops when its payloads weigh this much together. */
const MAX_BYTES = 1024 * 1024;

/** Starts attempts of ready jobs, or gives those again that the same nonce took before. */
export function claim(ns: MemoryNamespace, request: ClaimRequest): ClaimAnswer {
  if (ns.concurrency !== null) {
    // The worker is awake, whatever it waited for.
    for (const list of listsOf(request)) {
      ns.places.leave(list);
    }
  }
  const known = remembered(ns, request);
  const jobs = known ?? new Claim(ns, request).run();
  const started = known === null ? jobs.length : 0;
  const fence = ns.fences(jobs.length);
  pushTokens(ns, request, started >= request.max);
  return {
    jobs: jobs.map((job, i) => claimed(ns, job, request.nonce, fence + i)),
    nextAlarmMs: ns.nextAlarmMs(),
  };
}

function claimed(ns: MemoryNamespace, job: MemoryJob, token: string, fence: number): ClaimedJob {
  return toClaimed(job, token, ns.queueOf(job).set('in_progress').scoreOf(job) ?? 0, fence);
}

function memoryKey(request: ClaimRequest): string {
  return `${request.nonce.slice(0, WORKER_ID_LENGTH)}${request.lane}`;
}

/** The jobs of this very claim, sent before, that run under it with the lease that it gave; null if it is new. */
function remembered(ns: MemoryNamespace, request: ClaimRequest): MemoryJob[] | null {
  const memory = ns.claims.get(memoryKey(request));
  if (memory?.nonce !== request.nonce || memory.until <= ns.now) {
    return null;
  }
  return memory.queues.flatMap((queue) => {
    const running = queue.set('in_progress');
    const { until } = memory;
    return running.upTo(until).filter((job) => job.token === request.nonce && running.scoreOf(job) === until);
  });
}

/** What the worker sleeps on. */
function listsOf({ queues }: ClaimRequest): string[] {
  return queues === '*' ? [ALL_QUEUES] : queues.map(({ queue }) => queueKey(queue));
}

/**
 * A token that the claimer took goes back while there is work that it leaves behind. Where the limit of the namespace
 * made it leave work behind, it waits for room.
 */
function pushTokens(ns: MemoryNamespace, request: ClaimRequest, isFull: boolean): void {
  const turnedAway = ns.concurrency !== null && !isFull && ns.places.room(ns) === 0;
  const leave = (list: string, limited: boolean) =>
    limited ? ns.places.wait(ns, list) : ns.pushToken(list, true);
  if (request.queues === '*') {
    if (ns.turns.length > 0) {
      leave(ALL_QUEUES, turnedAway && !hasCallbacks(ns));
    }
  } else {
    for (const { queue } of request.queues) {
      if (ns.turns.includes(queue)) {
        leave(queueKey(queue), turnedAway && !isOwn(queue));
      }
    }
  }
  if (ns.concurrency !== null) {
    ns.places.giveRoom(ns);
  }
}

/** One claim under way. */
class Claim {
  private readonly taken: MemoryJob[] = [];
  private bytes = 0;
  private looked = 0;
  /** How many more jobs the limit of the namespace lets start. */
  private places = Infinity;

  constructor(
    private readonly ns: MemoryNamespace,
    private readonly request: ClaimRequest,
  ) {}

  run(): MemoryJob[] {
    serveAlarms(
      this.ns,
      ['expiry', 'lease', 'unblock', 'due', 'group', 'rate', 'group_rate', 'retention'],
      ALARM_BUDGET,
    );
    this.unpark();
    this.ns.commit();
    this.places = this.ns.concurrency === null ? Infinity : this.ns.places.room(this.ns);
    if (this.request.queues === '*') {
      this.takeByTurn();
      while (this.places === 0 && !this.isFull() && hasCallbacks(this.ns)) {
        this.take(CALLBACK_QUEUE, this.left);
      }
    } else {
      this.takeByWeight(this.request.queues);
    }
    if (this.taken.length > 0) {
      const { nonce, leaseMs } = this.request;
      const queues = [...new Set(this.taken.map((job) => this.ns.queueOf(job)))];
      this.ns.claims.set(memoryKey(this.request), { nonce, queues, until: this.ns.now + leaseMs });
    }
    return this.taken;
  }

  private isFull(): boolean {
    const { max } = this.request;
    return this.taken.length >= max || this.looked >= max + PARK_BUDGET || this.bytes >= MAX_BYTES;
  }

  /** Whether the limit of the namespace lets jobs of this queue start. */
  private mayTake(queue: string): boolean {
    return !this.isFull() && (this.places > 0 || isOwn(queue));
  }

  private get left(): number {
    return this.request.max - this.taken.length;
  }

  /** Brings jobs of the types that the claimer knows back to their old places. */
  private unpark(): void {
    let left = this.request.max;
    for (const type of this.request.types) {
      for (const queue of this.servedQueues()) {
        for (const job of queue.parked.get(type)?.first(left) ?? []) {
          this.ns.unlistParked(job);
          this.ns.returnToQueue(job);
          left -= 1;
        }
      }
    }
  }

  private servedQueues(): MemoryQueue[] {
    const { queues } = this.request;
    const names = queues === '*' ? [...this.ns.queues.keys()].sort() : queues.map(({ queue }) => queue);
    return names.flatMap((name) => this.ns.queues.get(name) ?? []);
  }

  /** All queues by turn: one that was served goes to the back. */
  private takeByTurn(): void {
    while (!this.isFull() && this.places > 0 && this.ns.turns.length > 0) {
      const round = this.ns.turns.slice(0, QUEUES_AT_ONCE);
      const quota = Math.max(QUANTUM, Math.ceil(this.left / round.length));
      for (const name of round) {
        if (!this.isFull() && this.places > 0) {
          this.take(name, Math.min(quota, this.left));
          if (round.length > 1 && this.ns.turns.includes(name)) {
            this.ns.turns = [...this.ns.turns.filter((other) => other !== name), name];
          }
        }
      }
    }
  }

  /** Named queues in the order given: each its share first (none for weight 0), then what is left. */
  private takeByWeight(named: readonly { readonly queue: string; readonly weight: number }[]): void {
    const { max } = this.request;
    const ready = named.filter(({ queue }) => this.ns.turns.includes(queue));
    const total = ready.reduce((sum, { weight }) => sum + weight, 0);
    for (const { queue, weight } of ready) {
      if (this.mayTake(queue) && weight > 0) {
        this.take(queue, Math.min(this.left, Math.max(1, Math.floor((max * weight) / total))));
      }
    }
    for (const { queue } of ready) {
      while (this.mayTake(queue) && this.ns.turns.includes(queue)) {
        this.take(queue, this.left);
      }
    }
  }

  /** Takes up to `n` jobs of one queue. */
  private take(name: string, n: number): void {
    const queue = this.ns.queue(name);
    let parked = false;
    const takenBefore = this.taken.length;
    const places = isOwn(name) ? n : this.places;
    for (const job of queue.front(Math.min(n, places, queue.startRoom(this.ns.now)))) {
      if (this.bytes >= MAX_BYTES) {
        break;
      }
      this.looked += 1;
      if (isExpired(queue, job, this.ns.now)) {
        expireJob(this.ns, job);
      } else if (!this.request.types.includes(job.spec.type)) {
        this.ns.park(job);
        parked = true;
      } else if (queue.groups.mayStart(this.ns, job)) {
        this.start(queue, job);
      }
    }
    const started = this.taken.length - takenBefore;
    queue.countStarts(started, this.ns.now);
    this.places -= isOwn(name) ? 0 : started;
    this.ns.touch(queue);
    this.ns.commit();
    if (parked) {
      // Somebody else may know the type.
      this.ns.wake(name);
    }
  }

  private start(queue: MemoryQueue, job: MemoryJob): void {
    queue.expiry.delete(job);
    job.token = this.request.nonce;
    job.attempt += 1;
    job.progress = null;
    this.ns.dedup.started(job);
    this.ns.move(job, 'in_progress', this.ns.now + this.request.leaseMs);
    queue.count('started');
    this.taken.push(job);
    this.bytes += job.payloadBytes;
  }
}

function isExpired(queue: MemoryQueue, job: MemoryJob, now: number): boolean {
  const at = queue.expiry.scoreOf(job);
  return at !== null && at <= now;
}
