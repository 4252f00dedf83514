import { sleep } from '../../src/core/clock';
import type { NewJob } from '../../src/core/job';
import type { EnqueueAnswer } from '../../src/core/enqueue-answer';
import type { JobStore } from '../../src/core/job-store';
import type { QueueSettings } from '../../src/core/queue-settings';
import { TickBatcher } from '../../src/core/tick-batcher';
import { NO_LIMITS } from '../support/job-builder';
import type { Ledger } from './ledger';
import type { Line } from './link';
import { SMALL_QUEUE } from './make-related-work';
import type { SimProcess } from './sim-process';

/** A sender gives up on a request after this long; what became of it is then unknown (ms). */
const PATIENCE_MS = 60_000;

/** The API and its callers: sends what has no answer again, with the same ids. */
export class SimClient {
  /** Requests without an answer. */
  pending = 0;
  /** Changes of each queue's settings: a later one takes the place of one that has no answer yet. */
  private readonly changes = new Map<string, number>();
  private readonly store: JobStore;
  private readonly batcher: TickBatcher<NewJob, EnqueueAnswer>;

  constructor(
    private readonly process: SimProcess,
    readonly line: Line,
    private readonly ledger: Ledger,
  ) {
    this.store = line.storeFor(process, 'default');
    this.batcher = new TickBatcher((jobs) => this.store.enqueue(jobs, NO_LIMITS), { tick: process.tick });
  }

  enqueue(jobs: readonly NewJob[]): void {
    for (const job of jobs) {
      this.ledger.sending(job);
      this.insist(async () => {
        const answer = await this.batcher.submit(job);
        if (answer.outcome === 'created' || (answer.outcome === 'duplicate' && answer.holder === undefined)) {
          this.ledger.acknowledged(job.id);
        } else if (!mayBeRefused(job, answer)) {
          this.ledger.broken('enqueue', `${job.id} was answered ${answer.outcome}`);
        }
      });
    }
  }

  cancel(id: string): void {
    this.ledger.cancelAsked(id);
    this.insist(() => this.store.cancel([id]));
  }

  redrive(id: string): void {
    this.insist(() => this.store.redrive([id]));
  }

  configure(queue: string, settings: Partial<QueueSettings>): void {
    const change = (this.changes.get(queue) ?? 0) + 1;
    this.changes.set(queue, change);
    this.insist(async () => {
      if (this.changes.get(queue) === change) {
        await this.store.configureQueue(queue, settings);
      }
    });
  }

  private insist(send: () => Promise<unknown>): void {
    this.pending += 1;
    void this.untilAnswered(send).finally(() => (this.pending -= 1));
  }

  private async untilAnswered(send: () => Promise<unknown>): Promise<void> {
    const since = this.process.monotonic();
    while (this.process.monotonic() - since < PATIENCE_MS) {
      try {
        await send();
        return;
      } catch {
        await sleep(this.process, this.line.chance.between(100, 1_000));
      }
    }
  }
}

/** Answers to a job that is not stored, and that its sender could expect. */
function mayBeRefused({ dedup, dependsOn, queue }: NewJob, { outcome }: EnqueueAnswer): boolean {
  switch (outcome) {
    case 'duplicate':
      return dedup !== null;
    case 'unknown_dependency':
      return dependsOn.length > 0;
    case 'queue_full':
      return queue === SMALL_QUEUE;
    default:
      return false;
  }
}
