import { RESOLUTIONS, type HistoryStore } from './history-store';
import { PeriodicLoop } from './periodic-loop';
import type { LoopPorts } from './store-trouble';

/** Processes do not all ask in the same moment; a step's sums may be so late (ms). */
const SPREAD_MS = 50;

/** Writes down the sums of a namespace, and of its queues, as each step begins. Any number of processes may do so. */
export class Historian extends PeriodicLoop {
  constructor(
    private readonly store: HistoryStore,
    ports: LoopPorts,
  ) {
    super(`history (${store.namespace})`, RESOLUTIONS[0].stepMs, ports);
  }

  async runOnce(): Promise<void> {
    const { nextMs, queuesDue } = await this.store.record();
    this.wakeIn(nextMs + 1 + SPREAD_MS * this.ports.random.next());
    let after: string | null = null;
    if (queuesDue) {
      do {
        after = await this.store.recordQueues(after);
      } while (after !== null && !this.stopped);
    }
  }
}
