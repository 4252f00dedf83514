import { MAX_BATCH } from './job-store';
import { eventLoopTick, type Tick } from './tick';

/** Most bytes of items in one batch, where the batcher is told how to size them. */
export const MAX_BATCH_BYTES = 1_048_576;

/**
 * From this many items on, a batch that finds nothing under way goes as two halves. Smaller ones are not worth the
 * fixed price of another call.
 */
export const MIN_HALVED = 32;

export interface TickBatcherOptions<T> {
  /** Default and upper bound: {@link MAX_BATCH}. */
  readonly maxItems?: number;
  /** Only with `sizeOf`. An item that is larger by itself travels alone. Default: {@link MAX_BATCH_BYTES}. */
  readonly maxBytes?: number;
  readonly sizeOf?: (item: T) => number;
  readonly tick?: Tick;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (answer: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the items that are submitted in one turn of the event loop and sends them together: under load
 * hundreds of callers share one call to the store, while a lone caller waits for nobody.
 *
 * Batches go out in the order of submission and without waiting for each other. A batch that fails is the
 * failure of its own callers only.
 *
 * Callers that were answered together come back together. In one batch they would leave the store idle while this
 * process makes ready what they ask for, and this process idle while the store has it; in two halves, each works on
 * one of them, and they stay apart as long as the callers come back.
 */
export class TickBatcher<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private inFlight = 0;
  private readonly maxItems: number;
  private readonly maxBytes: number;
  private readonly sizeOf: ((item: T) => number) | undefined;
  private readonly tick: Tick;

  /** @param send answers for each item, in order. */
  constructor(
    private readonly send: (items: readonly T[]) => Promise<readonly R[]>,
    options: TickBatcherOptions<T> = {},
  ) {
    this.maxItems = Math.min(options.maxItems ?? MAX_BATCH, MAX_BATCH);
    this.maxBytes = options.maxBytes ?? MAX_BATCH_BYTES;
    this.sizeOf = options.sizeOf;
    this.tick = options.tick ?? eventLoopTick;
  }

  submit(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.waiting.length === 1) {
        this.tick(() => this.flush());
      }
    });
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    const isHalved = this.inFlight === 0 && all.length >= MIN_HALVED;
    const most = isHalved ? Math.min(this.maxItems, Math.ceil(all.length / 2)) : this.maxItems;
    let batch: Waiting<T, R>[] = [];
    let bytes = 0;
    for (const entry of all) {
      const size = this.sizeOf?.(entry.item) ?? 0;
      if (batch.length >= most || (batch.length > 0 && bytes + size > this.maxBytes)) {
        void this.dispatch(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(entry);
      bytes += size;
    }
    void this.dispatch(batch);
  }

  private async dispatch(batch: readonly Waiting<T, R>[]): Promise<void> {
    this.inFlight += 1;
    try {
      const answers = await this.send(batch.map((entry) => entry.item));
      if (answers.length !== batch.length) {
        throw new Error(`${batch.length} items were sent and ${answers.length} answers came back`);
      }
      for (const [index, entry] of batch.entries()) {
        entry.resolve(answers[index] as R);
      }
    } catch (error) {
      for (const entry of batch) {
        entry.reject(error);
      }
    } finally {
      this.inFlight -= 1;
    }
  }
}
