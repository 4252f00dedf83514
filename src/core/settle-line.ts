import { StoreUnavailableError } from './errors';
import { MAX_BATCH } from './job-store';
import type { SettleAnswer } from './settlement';
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
  /** Its attempt still has the slot that it ran in. */
  holdsSlot: boolean;
}

/** The slots that the attempts of a line ran in. */
export interface SlotBank {
  /** Writes for so many slots go out without waiting for the tick. */
  readonly share: number;
  give(count: number): void;
  overdraw(count: number): void;
}

/**
 * Writes of one kind on their way to the store. Those of one tick go out together, or as soon as there is a whole
 * share of them, or else the two halves of a worker's jobs would fall into step: the store idle while both run,
 * and this process while both are stored. Those that got no answer wait, with all that come meanwhile, for the
 * next try, until the store has answered for each.
 *
 * A slot comes free when its write is first sent: what is claimed for it travels behind the write on the same
 * connection, so the store has the write first and never idles between the two. Writes that got no answer
 * hold their slots again, so an outage bounds what waits here, by twice the slots.
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
    private readonly slots: SlotBank,
    private readonly ports: LoopPorts,
    private readonly tick: Tick,
  ) {
    this.trouble = new StoreTrouble(where, ports);
  }

  add(write: T, bytes: number): void {
    this.waiting.push({ write, bytes, resent: false, refusals: 0, holdsSlot: true });
    if (this.cancelRetry !== null || this.stopped) {
      return;
    }
    if (this.waiting.length >= this.slots.share) {
      this.flush();
    } else if (!this.ticking) {
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
      const sent = this.send(batch.map((entry) => entry.write));
      this.free(batch.filter((entry) => !entry.resent));
      answers = await sent;
    } catch (error) {
      this.failed(batch, error);
      return;
    }
    if (!this.stopped) {
      this.trouble.ok();
      this.end(batch, answers);
    }
  }

  private end(entries: readonly Entry<T>[], answers: readonly (SettleAnswer | null)[]): void {
    this.free(entries);
    this.answered(entries, answers);
  }

  private free(entries: readonly Entry<T>[]): void {
    let count = 0;
    for (const entry of entries) {
      count += entry.holdsSlot ? 1 : 0;
      entry.holdsSlot = false;
    }
    this.slots.give(count);
  }

  private hold(entry: Entry<T>): void {
    if (!entry.holdsSlot) {
      entry.holdsSlot = true;
      this.slots.overdraw(1);
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
        this.end([entry], [null]);
      } else {
        this.hold(entry);
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
