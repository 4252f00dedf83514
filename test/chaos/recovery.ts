import type { Violation } from './ledger/violation';
import { machineMs } from './process/machine-clock';
import { readCounters } from './service-calls';
import type { Timeline } from './timeline';

/** Once a fault is over, all must work again by itself within this time (ms). */
const HEAL_WITHIN_MS = 5_000;

/** Then the run does not wait any longer, and goes on with a violation. */
const GIVE_UP_MS = 30_000;

const LOOK_EVERY_MS = 50;

export interface Pulse {
  /** When a job was last acknowledged (machine ms). */
  readonly lastAckAt: number;
}

/** After each fault: how long until jobs are taken and completed again. */
export class Recovery {
  readonly violations: Violation[] = [];
  longestMs = 0;

  constructor(
    private readonly urls: () => readonly string[],
    private readonly pulse: Pulse,
    private readonly timeline: Timeline,
  ) {}

  /** Resolves when the cluster takes and completes jobs, as it must soon after `fault`. */
  async after(fault: string): Promise<void> {
    const from = machineMs();
    const processed = await this.within(from, async () => await this.processed());
    const accepts = await this.within(from, () => Promise.resolve(this.pulse.lastAckAt > from || null));
    const completes = await this.within(
      from,
      async () => ((await this.processed()) ?? 0) > (processed ?? 0) || null,
    );
    const ms = machineMs() - from;
    this.longestMs = Math.max(this.longestMs, ms);
    if (ms > HEAL_WITHIN_MS) {
      const detail = `${accepts === null ? 'no job accepted, ' : ''}${completes === null ? 'no job completed, ' : ''}${ms.toFixed(0)} ms`;
      this.timeline.note(`!! not healed in time after: ${fault} (${detail})`);
      this.violations.push({ rule: 'healed late', id: fault, detail });
    }
  }

  private async within<T>(from: number, look: () => Promise<T | null>): Promise<T | null> {
    for (;;) {
      const seen = await look();
      if (seen !== null || machineMs() - from > GIVE_UP_MS) {
        return seen;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  private async processed(): Promise<number | null> {
    const [url] = this.urls();
    if (url === undefined) {
      return null;
    }
    try {
      return (await readCounters(url)).processed;
    } catch {
      return null; // not yet
    }
  }
}
