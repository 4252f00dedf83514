import type { JobStore, SweepAnswer } from './job-store';
import { PeriodicLoop } from './periodic-loop';
import type { LoopPorts } from './store-trouble';

/** Jobs in one call: short enough that the store serves others in between. */
export const SWEEP_BATCH = 200;

/** Calls in one run; what is left then comes in the next, at once. */
const MAX_CALLS = 50;

/** A loop that moves, removes or indexes jobs in bounded steps until none is due. */
export abstract class Sweeper extends PeriodicLoop {
  constructor(
    protected readonly store: JobStore,
    private readonly duty: 'promote' | 'reap' | 'trim' | 'index',
    everyMs: number,
    ports: LoopPorts,
  ) {
    super(`${duty} (${store.namespace})`, everyMs, ports);
  }

  protected abstract sweep(max: number): Promise<SweepAnswer>;

  async runOnce(): Promise<void> {
    let moved = 0;
    try {
      for (let call = 0; call < MAX_CALLS; call += 1) {
        const answer = await this.sweep(SWEEP_BATCH);
        moved += answer.moved;
        if (!answer.more) {
          return;
        }
      }
      this.wakeIn(0);
    } finally {
      if (moved > 0) {
        this.ports.events.emit('swept', { namespace: this.store.namespace, duty: this.duty, moved });
      }
    }
  }
}
