import type { JobStore, SweepAnswer } from './job-store';
import type { LoopPorts } from './store-trouble';
import { Sweeper } from './sweeper';

/** Says whether the store's memory is nearly full, so that outcomes have to go before their time. */
export interface MemoryGauge {
  /** @param namespace for which to make room: a store may keep namespaces apart */
  pressure(namespace: string): Promise<boolean>;
}

/** Says how much of its memory the store uses. */
export interface MemoryUsage {
  /** Used memory by the limit, of the fullest part of the store; null where it has none. */
  share(): Promise<number | null>;
}

export const TRIM_EVERY_MS = 1_000;

/** Removes outcomes that the retention rules no longer keep; more of them when memory is short. */
export class RetentionKeeper extends Sweeper {
  constructor(
    store: JobStore,
    private readonly gauge: MemoryGauge,
    ports: LoopPorts,
  ) {
    super(store, 'trim', TRIM_EVERY_MS, ports);
  }

  /** Asks the gauge before each step: it must not remove more than memory needs. */
  protected async sweep(max: number): Promise<SweepAnswer> {
    return this.store.trim(max, await this.gauge.pressure(this.store.namespace));
  }
}
