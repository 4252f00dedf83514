import type { JobStore } from './job-store';
import type { Lease } from './settlement';
import type { WorkerInfo } from './worker-info';
import { PeriodicLoop } from './periodic-loop';
import type { LoopPorts } from './store-trouble';

export const ATTEND_EVERY_MS = 250;

export interface AttendantOptions {
  /** The worker as it is now. Sent whole each time; the store decides how often it writes it down. */
  readonly describe: () => WorkerInfo;
  /** Somebody asked to cancel this attempt. */
  readonly cancel: (lease: Lease) => void;
  /** Something falls due in so many ms. */
  readonly alarm: (ms: number) => void;
}

/** A worker's regular call: shows it alive, and brings the cancel requests for what it runs. */
export class Attendant extends PeriodicLoop {
  constructor(
    private readonly store: JobStore,
    private readonly options: AttendantOptions,
    ports: LoopPorts,
  ) {
    super(`attend (${store.namespace})`, ATTEND_EVERY_MS, ports);
  }

  async runOnce(): Promise<void> {
    const { cancelled, nextAlarmMs } = await this.store.attend(this.options.describe());
    for (const lease of cancelled) {
      this.options.cancel(lease);
    }
    if (nextAlarmMs !== null && nextAlarmMs < ATTEND_EVERY_MS) {
      this.options.alarm(nextAlarmMs);
    }
  }
}
