import type { JobStore, SweepAnswer } from './job-store';
import type { LoopPorts } from './store-trouble';
import { Sweeper } from './sweeper';

export const PROMOTE_EVERY_MS = 250;

/**
 * Moves due jobs to `queued`: at its interval, and as soon as something falls due that it was told of
 * ({@link wakeIn}). Claims do this too; the promoter is for the time when all workers are busy.
 */
export class Promoter extends Sweeper {
  constructor(store: JobStore, ports: LoopPorts) {
    super(store, 'promote', PROMOTE_EVERY_MS, ports);
  }

  protected sweep(max: number): Promise<SweepAnswer> {
    return this.store.promote(max);
  }
}
