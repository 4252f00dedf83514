import type { JobStore, SweepAnswer } from './job-store';
import type { LoopPorts } from './store-trouble';
import { Sweeper } from './sweeper';

export const INDEX_EVERY_MS = 1_000;

/** Builds the indexes of queues that are to have one, and removes those that are no longer to be. */
export class Indexer extends Sweeper {
  constructor(store: JobStore, ports: LoopPorts) {
    super(store, 'index', INDEX_EVERY_MS, ports);
  }

  protected sweep(max: number): Promise<SweepAnswer> {
    return this.store.index(max);
  }
}
