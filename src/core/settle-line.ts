import { StoreUnavailableError } from './errors';
import { MAX_BATCH, type SettleAnswer } from './job-store';
import { StoreTrouble, type LoopPorts } from './store-trouble';
import type { Tick } from './tick';

/** Most bytes of results or errors in one call; one larger travels alone. */
const MAX_CALL_BYTES = 1_048_576;

/** A write that the store refuses this often, by itself and for another reason than an outage, is given up. */
const MAX_REFUSALS = 5;

export interface Entry<T> {
  readonly write: T;
  readonly bytes: number;
  /** Sent before, answer unknown. */
  resent: boolean;
  refusals: number;
}

/**
 * Writes of one kind on their way to the store. Those of one tick go out together; those that got no answer
 * wait, with all that come meanwhile, for the next try, until the store has answered for each.
 */
export class SettleLine<T> {
  private waiting: Entry<T>[] = [];
  private ticking = false;
  private cancelRetry: (() => void) | null = null;
  private stopped = false;
  private readonly trouble: StoreTrouble;

  /** @param answered called once for each write; null: given up, the store would not take it. */
  constructor(
    where: string,
    private readonly send: (writes: readonly T[]) => Promise<readonly SettleAnswer[]>,
    private readonly answered: (
      entries: readonly Entry<T>[],
      answers: readonly (SettleAnswer | null)[],
    ) => void,
    private readonly ports: LoopPorts,
    private readonly tick: Tick,
  ) {
    this.trouble = new StoreTrouble(where, ports);
  }

  add(write: T, bytes: number): void {
    this.waiting.push({ write, bytes, resent: false, refusals: 0 });
    if (!this.ticking && this.cancelRetry === null && !this.stopped) {
      this.ticking = true;
      this.tick(() => {
        this.ticking = false;
        if (this.cancelRetry === null) {
          this.flush();
        }
      });
    }
  }

  /** Forgets what is not settled. */
  stop(): void {
    this.stopped = true;
    this.cancelRetry?.();
    this.waiting = [];
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    let batch: Entry<T>[] = [];
    let bytes = 0;
    for (const entry of all) {
      const alone = entry.refusals > 0 || batch[0]?.refusals !== 0;
      if (batch.length > 0 && (alone || batch.length >= MAX_BATCH || bytes + entry.bytes > MAX_CALL_BYTES)) {
        void this.dispatch(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(entry);
      bytes += entry.bytes;
    }
    if (batch.length > 0) {
      void this.dispatch(batch);
    }
  }

  private async dispatch(batch: readonly Entry<T>[]): Promise<void> {
    let answers: readonly SettleAnswer[];
    try {
      answers = await this.send(batch.map((entry) => entry.write));
    } catch (error) {
      this.failed(batch, error);
      return;
    }
    if (!this.stopped) {
      this.trouble.ok();
      this.answered(batch, answers);
    }
  }

  private failed(batch: readonly Entry<T>[], error: unknown): void {
    if (this.stopped) {
      return;
    }
    const pause = this.trouble.failed(error);
    const refused = !(error instanceof StoreUnavailableError);
    const again: Entry<T>[] = [];
    for (const entry of batch) {
      entry.resent = true;
      // One bad write must not keep the others of its batch from the store: from now on each goes alone.
      entry.refusals += refused ? 1 : 0;
      if (refused && batch.length === 1 && entry.refusals > MAX_REFUSALS) {
        this.answered([entry], [null]);
      } else {
        again.push(entry);
      }
    }
    this.waiting = [...again, ...this.waiting];
    this.cancelRetry ??= this.ports.clock.after(pause, () => {
      this.cancelRetry = null;
      this.flush();
    });
  }
}
