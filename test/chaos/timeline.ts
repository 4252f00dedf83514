import { machineMs } from './process/machine-clock';

/** When the store, or the way to it, was out of order. */
interface Window {
  readonly from: number;
  to: number;
}

/** Prints what is done to the cluster, with the time since the beginning, and remembers what counts later. */
export class Timeline {
  readonly begin = machineMs();
  /** Moments at which Redis was killed. */
  readonly redisKills: number[] = [];
  memoryWasShort = false;
  private readonly windows: Window[] = [];

  note(text: string): void {
    const seconds = ((machineMs() - this.begin) / 1_000).toFixed(2).padStart(8);
    process.stdout.write(`${seconds} s  ${text}\n`);
  }

  /** Runs what puts the store out of order, and remembers for how long. */
  async storeTrouble(work: () => Promise<void>): Promise<void> {
    const window = { from: machineMs(), to: Infinity };
    this.windows.push(window);
    try {
      await work();
    } finally {
      window.to = machineMs();
    }
  }

  /** Was the store out of order at any time from `from` on, or within `afterMs` before? */
  storeTroubleSince(from: number, afterMs: number): boolean {
    return this.windows.some((window) => window.to >= from - afterMs);
  }
}
