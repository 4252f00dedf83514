import { sleep } from '../core/clock';
import type { QueueSelection } from '../core/claim';
import type { JobStore } from '../core/job-store';
import type { LoopPorts } from '../core/store-trouble';
import type { Claimer } from './claimer';
import type { Poll } from './poll';

/** Most claims of one group in flight. */
const MOST_CLAIMS = 8;

/** Shortest wait for an alarm (ms): what falls due meanwhile comes with one claim, and is late by no more than this. */
const MIN_WAIT_MS = 5;

/** When short waits and claims that bring nothing follow each other, pauses of up to this come between (ms). */
const MAX_IDLE_PAUSE_MS = 50;
const SHORT_WAIT_MS = 50;
const EMPTY_CLAIMS_BEFORE_PAUSE = 3;

export interface PollGroupOptions {
  readonly queues: QueueSelection;
  readonly claimer: Claimer;
  /** Longest wait for a wake token (ms). */
  readonly maxWaitMs: () => number;
  /** Nobody is left in it. */
  readonly empty: () => void;
}

/**
 * The polls that ask for the same: the same queues and types. They stand in one line; one claim at a time is made
 * for the one in front, and only while claims bring all that they ask for do more go side by side. A claim that
 * brings nothing tells what there is for all of them, so that a thousand cost no more than one while they wait.
 */
export class PollGroup {
  private readonly line: Poll[] = [];
  private places = 0;
  private inFlight = 0;
  private width = 1;
  private asleep: AbortController | null = null;
  /** Woken while claims were in flight, which may have been made before what it was woken for. */
  private wokenMeanwhile = false;
  private emptyClaims = 0;
  private nextAlarmMs: number | null = null;

  constructor(
    private readonly store: JobStore,
    private readonly options: PollGroupOptions,
    private readonly ports: LoopPorts,
  ) {}

  get size(): number {
    return this.line.length + this.inFlight;
  }

  /** Takes its place at the end of the line. */
  join(poll: Poll): void {
    this.places += 1;
    poll.place = this.places;
    this.line.push(poll);
    this.pump();
  }

  /** No claim is to be made for it any more. */
  leave(poll: Poll): void {
    const index = this.line.indexOf(poll);
    if (index >= 0) {
      this.line.splice(index, 1);
      this.rest();
    }
  }

  private pump(): void {
    while (this.inFlight < this.width) {
      const poll = this.line.shift();
      if (poll === undefined) {
        break;
      }
      void this.carry(poll);
    }
    this.rest();
  }

  private async carry(poll: Poll): Promise<void> {
    this.inFlight += 1;
    poll.claiming = true;
    let brought = 0;
    try {
      const { jobs, nextAlarmMs } = await this.options.claimer.claim(poll.request);
      this.nextAlarmMs = nextAlarmMs;
      brought = jobs.length;
      if (brought > 0 && !poll.give(jobs)) {
        await this.options.claimer.release(jobs);
      }
    } catch (error) {
      // The others would hear the same; they come again when they choose to.
      for (const other of [poll, ...this.line.splice(0)]) {
        other.fail(error);
      }
    }
    poll.claiming = false;
    this.inFlight -= 1;
    this.emptyClaims = brought > 0 ? 0 : this.emptyClaims + 1;
    if (poll.expired) {
      poll.give([]);
    }
    if (!poll.ended) {
      this.takeBack(poll);
    }
    const more = brought >= poll.request.maxJobs;
    this.width = more ? Math.min(MOST_CLAIMS, this.width * 2) : 1;
    if (more || this.wokenMeanwhile) {
      this.wokenMeanwhile = false;
      this.pump();
    } else {
      this.rest();
    }
  }

  /** To its old place: claims that go side by side may end in any order. */
  private takeBack(poll: Poll): void {
    const index = this.line.findIndex((other) => other.place > poll.place);
    this.line.splice(index < 0 ? this.line.length : index, 0, poll);
  }

  /** Sleeps until there may be work, if somebody waits for it and no claim is in flight. */
  private rest(): void {
    if (this.line.length === 0) {
      this.asleep?.abort();
      if (this.inFlight === 0) {
        this.options.empty();
      }
    } else if (this.inFlight === 0 && this.asleep === null) {
      void this.sleep();
    }
  }

  private async sleep(): Promise<void> {
    const asleep = new AbortController();
    this.asleep = asleep;
    const { clock } = this.ports;
    if (this.emptyClaims > EMPTY_CLAIMS_BEFORE_PAUSE) {
      const pause = Math.min(MAX_IDLE_PAUSE_MS, 2 ** Math.min(this.emptyClaims, 10));
      await sleep(clock, pause, asleep.signal);
    }
    const most = this.options.maxWaitMs();
    const ms = Math.min(most, Math.max(MIN_WAIT_MS, this.nextAlarmMs ?? most));
    const since = clock.monotonic();
    await this.store.waitForWork(this.options.queues, ms, asleep.signal);
    if (clock.monotonic() - since > SHORT_WAIT_MS) {
      this.emptyClaims = 0;
    }
    this.asleep = null;
    this.wokenMeanwhile = this.inFlight > 0;
    this.pump();
  }
}
