import { sleep } from './clock';
import type { ClaimedJob } from './job';
import type { ClaimRequest, QueueSelection } from './claim';
import type { JobStore } from './job-store';
import type { Outstanding } from './outstanding';
import { QueuePicker } from './queue-picker';
import type { Slots } from './slots';
import { StoreTrouble, type LoopPorts } from './store-trouble';
import type { Nonces } from './worker-id';

/** Longest wait for work: a wake token that got lost costs at most this (ms). */
const MAX_WAIT_MS = 1_000;

/** Shortest wait for an alarm (ms): what falls due meanwhile comes with one claim, and is late by no more than this. */
const MIN_WAIT_MS = 5;

/** When short waits and claims that bring nothing follow each other, pauses up to this come between (ms). */
const MAX_IDLE_PAUSE_MS = 250;
const SHORT_WAIT_MS = 50;
const EMPTY_CLAIMS_BEFORE_PAUSE = 3;

/** After quiet, a claim without an answer is sent again this long: a drain must not wait for a dead store. */
const LAST_TRIES_MS = 2_000;

const LANES = 2;

export interface ConsumerOptions {
  readonly queues: QueueSelection;
  readonly types: readonly string[];
  readonly leaseMs: number;
}

export interface ConsumerSink {
  /** Runs jobs; their slots are taken. `leaseEndsAt`: monotonic ms, rather too early. */
  run(jobs: readonly ClaimedJob[], leaseEndsAt: number): void;
  /** Hands back jobs that came too late or for which there is no slot; needs no slots. */
  handBack(jobs: readonly ClaimedJob[], leaseEndsAt: number): void;
}

interface Claim {
  readonly request: Omit<ClaimRequest, 'max'>;
  readonly sentAt: number;
  /** From when its leases are sure to count, monotonic ms. */
  leasedFrom: number;
  /** Slots held for its jobs. */
  held: number;
}

/**
 * The claim loop of one namespace.
 *
 * States: `claiming` (up to two claims in flight, each for at most half of the slots) ↔ `waiting` (the queues
 * gave less than was asked for, so it waits for a wake token or the next alarm; then one claim goes ahead and
 * the second follows once there is enough for both) → `quiet` (no new claims; what claims in flight still
 * bring is handed back) → `stopped`.
 *
 * A claim whose answer was lost is sent again with its nonce, since its jobs may be ours already; after a
 * lease's time they no longer are, and it is forgotten. While the store is out of reach no slots are held
 * beyond one, so that the consumers of other namespaces have them.
 */
export class Consumer {
  private mode: 'new' | 'running' | 'quiet' | 'stopped' = 'new';
  private waiting = false;
  /** The queues gave less than was asked for: no second claim beside one in flight. */
  private cautious = true;
  private emptyClaims = 0;
  private nextAlarmMs: number | null = null;
  private readonly lanes: (Claim | null)[] = Array.from({ length: LANES }, () => null);
  private readonly picker: QueuePicker;
  private readonly trouble: StoreTrouble;
  private readonly quieted = new AbortController();
  private readonly stopping = new AbortController();
  private endSlots: (() => void) | null = null;
  private cancelLastTries: (() => void) | null = null;

  constructor(
    private readonly store: JobStore,
    private readonly slots: Slots,
    private readonly nonces: Nonces,
    private readonly options: ConsumerOptions,
    private readonly sink: ConsumerSink,
    private readonly outstanding: Outstanding,
    private readonly ports: LoopPorts,
  ) {
    this.picker = new QueuePicker(options.queues);
    this.trouble = new StoreTrouble(`claim (${store.namespace})`, ports);
  }

  start(): void {
    if (this.mode === 'new') {
      this.mode = 'running';
      this.endSlots = this.slots.onFree(() => this.pump());
      this.pump();
    }
  }

  /** Claims nothing more. Claims in flight stay among the outstanding until they are answered. Idempotent. */
  quiet(): void {
    if (this.mode !== 'stopped') {
      this.mode = 'quiet';
    }
    this.endSlots?.();
    this.quieted.abort();
    this.cancelLastTries ??= this.ports.clock.after(LAST_TRIES_MS, () => this.stopping.abort());
  }

  /** Also gives up claims that have no answer yet. Idempotent. */
  stop(): void {
    this.quiet();
    this.mode = 'stopped';
    this.cancelLastTries?.();
    this.stopping.abort();
  }

  private pump(): void {
    while (this.mode === 'running' && !this.waiting) {
      const lane = this.lanes.indexOf(null);
      if (lane < 0 || (this.cautious && this.inFlight > 0)) {
        return;
      }
      const held = this.slots.take(this.slots.share);
      if (held === 0) {
        return;
      }
      const now = this.ports.clock.monotonic();
      const claim: Claim = { request: this.request(lane, held), sentAt: now, leasedFrom: now, held };
      this.lanes[lane] = claim;
      this.outstanding.add();
      void this.carry(claim).finally(() => this.outstanding.done());
    }
  }

  private get inFlight(): number {
    return this.lanes.reduce((count, claim) => count + (claim === null ? 0 : 1), 0);
  }

  private request(lane: number, max: number): Omit<ClaimRequest, 'max'> {
    const { types, leaseMs } = this.options;
    return { nonce: this.nonces.next(), lane, types, queues: this.picker.next(max), leaseMs };
  }

  private async carry(claim: Claim): Promise<void> {
    const asked = claim.held;
    const jobs = await this.answerOf(claim);
    this.lanes[claim.request.lane] = null;
    if (jobs === null || this.mode !== 'running') {
      this.slots.give(claim.held);
      if (jobs !== null && jobs.length > 0) {
        this.sink.handBack(jobs, this.leaseEnd(claim));
      }
      this.pump();
      return;
    }
    // What comes next is settled before slots come free, by giving back or by jobs that end at once: whoever frees
    // a share of them calls pump.
    this.cautious = jobs.length < asked;
    this.emptyClaims = jobs.length > 0 ? 0 : this.emptyClaims + 1;
    if (this.cautious && this.inFlight === 0) {
      void this.wait();
    }
    this.take(claim, jobs);
    this.pump();
  }

  private take(claim: Claim, jobs: readonly ClaimedJob[]): void {
    if (jobs.length > claim.held) {
      // Only after an outage, when fewer slots were held than were asked for at first.
      claim.held += this.slots.take(jobs.length - claim.held);
    }
    const fit = jobs.length > claim.held ? jobs.slice(0, claim.held) : jobs;
    this.slots.give(claim.held - fit.length);
    if (fit.length > 0) {
      this.sink.run(fit, this.leaseEnd(claim));
    }
    if (fit.length < jobs.length) {
      this.sink.handBack(jobs.slice(fit.length), this.leaseEnd(claim));
    }
  }

  private leaseEnd(claim: Claim): number {
    return claim.leasedFrom + this.options.leaseMs;
  }

  /** The jobs of a claim, however often it has to be sent; null: given up. */
  private async answerOf(claim: Claim): Promise<readonly ClaimedJob[] | null> {
    for (;;) {
      try {
        const answer = await this.store.claim({ ...claim.request, max: Math.max(1, claim.held) });
        const late = this.ports.clock.monotonic() - claim.sentAt > this.options.leaseMs / 2;
        const jobs = late && answer.jobs.length > 0 ? await this.confirmed(claim, answer.jobs) : answer.jobs;
        this.trouble.ok();
        this.nextAlarmMs = answer.nextAlarmMs;
        return jobs;
      } catch (error) {
        if (this.mode === 'stopped') {
          return null;
        }
        const pause = this.trouble.failed(error);
        this.slots.give(claim.held);
        claim.held = 0;
        await sleep(this.ports.clock, pause, this.stopping.signal);
        if (this.stopping.signal.aborted || this.ports.clock.monotonic() >= this.leaseEnd(claim)) {
          return null;
        }
        claim.held = this.slots.take(1);
      }
    }
  }

  /** An answer that took long: the leases are renewed before the jobs start, and those that are lost left out. */
  private async confirmed(claim: Claim, jobs: readonly ClaimedJob[]): Promise<readonly ClaimedJob[]> {
    const { leaseMs } = this.options;
    const now = this.ports.clock.monotonic();
    const answers = await this.store.extend(
      jobs.map(({ id, token }) => ({ id, token, leaseMs, progress: null })),
    );
    claim.leasedFrom = now;
    return jobs.filter((_job, index) => answers[index]?.result === 'ok');
  }

  private async wait(): Promise<void> {
    this.waiting = true;
    const { signal } = this.quieted;
    if (this.emptyClaims > EMPTY_CLAIMS_BEFORE_PAUSE) {
      const pause = Math.min(MAX_IDLE_PAUSE_MS, 2 ** Math.min(this.emptyClaims, 10));
      await sleep(this.ports.clock, pause, signal);
    }
    const ms = Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, this.nextAlarmMs ?? MAX_WAIT_MS));
    const since = this.ports.clock.monotonic();
    await this.store.waitForWork(this.options.queues, ms, signal);
    if (this.ports.clock.monotonic() - since > SHORT_WAIT_MS) {
      this.emptyClaims = 0;
    }
    this.waiting = false;
    this.pump();
  }
}
