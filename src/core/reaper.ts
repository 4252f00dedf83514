import type { JobStore, SweepAnswer } from './job-store';
import type { LoopPorts } from './store-trouble';
import { Sweeper } from './sweeper';

/** Takes jobs from workers whose lease ran out: they crashed, hang or are cut off from the store. */
export class Reaper extends Sweeper {
  constructor(store: JobStore, everyMs: number, ports: LoopPorts) {
    super(store, 'reap', everyMs, ports);
  }

  protected sweep(max: number): Promise<SweepAnswer> {
    return this.store.reap(max);
  }
}
