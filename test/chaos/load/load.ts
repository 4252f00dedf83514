import type { RandomSource } from '../../../src/core/random';
import type { JobMix } from './job-mix';
import type { LedgerClient } from './ledger-client';
import { machineMs } from '../process/machine-clock';

/** Requests that may be open at once; while it is reached, nothing more is sent, as with a real client's pool. */
const MOST_OPEN = 600;
const STEP_MS = 20;

/** Sends jobs at a steady rate, whatever becomes of them, until it is stopped. */
export class Load {
  private readonly open = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | null = null;
  private readonly failures: unknown[] = [];
  private begun = 0;
  private count = 0;
  private skipped = 0;

  constructor(
    private readonly client: LedgerClient,
    private readonly mix: JobMix,
    private readonly random: RandomSource,
    private readonly perSecond: number,
  ) {}

  start(): void {
    this.begun = machineMs();
    this.timer = setInterval(() => this.step(), STEP_MS);
  }

  /** Resolves when each request has its answer, or was given up. */
  async stop(): Promise<void> {
    clearInterval(this.timer ?? undefined);
    await Promise.all(this.open);
    if (this.failures.length > 0) {
      throw new AggregateError(this.failures, 'the client itself failed');
    }
  }

  private step(): void {
    const wanted = Math.floor(((machineMs() - this.begun) / 1_000) * this.perSecond) - this.skipped;
    while (this.count < wanted) {
      if (this.open.size >= MOST_OPEN) {
        this.skipped += wanted - this.count;
        return;
      }
      this.count += 1;
      this.send(this.mix(`job-${this.count}`, this.random));
    }
  }

  private send(job: ReturnType<JobMix>): void {
    const sending = this.client
      .send(job)
      .catch((error: unknown) => {
        this.failures.push(error);
      })
      .finally(() => this.open.delete(sending));
    this.open.add(sending);
  }
}
