import type { NamespaceCounts } from '../core/counters';
import type { JobStore } from '../core/job-store';
import { PeriodicLoop } from '../core/periodic-loop';
import type { LoopPorts } from '../core/store-trouble';
import type { EventClient } from './event-client';

/** At most so often (ms). */
const STATS_EVERY_MS = 1_000;

/** Tells the sums of a namespace to all clients of this process, when they changed: one read for all of them. */
export class StatsTicker extends PeriodicLoop {
  private readonly clients = new Set<EventClient>();

  constructor(
    private readonly store: JobStore,
    ports: LoopPorts,
  ) {
    super(`stats (${store.namespace})`, STATS_EVERY_MS, ports);
  }

  /** It is told at once how things stand. @throws {StoreUnavailableError} */
  async join(client: EventClient): Promise<void> {
    client.stats(statsOf(await this.store.counts()));
    if (!client.gone.aborted) {
      this.clients.add(client);
      this.start();
    }
  }

  leave(client: EventClient): void {
    this.clients.delete(client);
    if (this.clients.size === 0) {
      this.stop();
    }
  }

  async runOnce(): Promise<void> {
    const json = statsOf(await this.store.counts());
    if (!this.stopped) {
      this.clients.forEach((client) => client.stats(json));
    }
  }
}

function statsOf({ states, counters }: NamespaceCounts): string {
  return JSON.stringify({ states, counters });
}
