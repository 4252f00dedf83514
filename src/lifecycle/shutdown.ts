import type { Logger } from 'pino';
import { sleep, type Clock } from '../core/clock';
import type { Lifecycle } from './lifecycle';

/** The same Ctrl-C arrives twice, through npm and from the terminal, within this time (ms). */
const SAME_SIGNAL_MS = 1_000;

/** Beyond the time that was allowed: then the process ends as it is (ms). */
const WATCHDOG_MARGIN_MS = 10_000;

export interface ShutdownParts {
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'fatal'>;
  readonly graceMs: number;
  readonly delayMs: number;
  /** Runs the shutdown hooks: waits for running jobs, closes HTTP, finishes the drain, closes the store. */
  close(): Promise<void>;
  /** Does not return. */
  exit(code: number): void;
}

/**
 * From the first signal to the exit code.
 *
 * 1. `leaving`: readiness is 503; with a delay, new jobs are still taken while balancers notice.
 * 2. `draining`: new jobs are refused; the modules' hooks run.
 * 3. Exit code 0 if nothing was reported as failed, else 1.
 *
 * A second signal skips the waiting; one within a second of the first is the first again. A watchdog ends it
 * all if a part hangs.
 */
export class Shutdown {
  private startedAt: number | null = null;
  private code = 0;

  constructor(private readonly parts: ShutdownParts) {}

  /** Ask for the stop, or again for a faster one. */
  request(reason: string): void {
    const { clock, lifecycle, logger } = this.parts;
    if (this.startedAt === null) {
      this.startedAt = clock.monotonic();
      logger.info({ reason }, 'shutting down');
      void this.run();
    } else if (clock.monotonic() - this.startedAt > SAME_SIGNAL_MS && !lifecycle.hurrying.aborted) {
      logger.warn({ reason }, 'asked again: not waiting for running jobs');
      lifecycle.hurry();
    }
  }

  /** The process is not to be trusted any more: drain what can be drained, and say so by the exit code. */
  crash(error: unknown): void {
    this.code = 1;
    this.parts.logger.fatal({ err: error }, 'uncaught exception');
    this.request('uncaughtException');
  }

  private async run(): Promise<void> {
    const { clock, lifecycle, logger, graceMs, delayMs } = this.parts;
    const disarm = clock.after(graceMs + delayMs + WATCHDOG_MARGIN_MS, () => {
      logger.fatal('the shutdown hangs; ending without it');
      this.parts.exit(1);
    });
    lifecycle.enter('leaving');
    if (delayMs > 0) {
      await sleep(clock, delayMs, lifecycle.hurrying);
    }
    lifecycle.enter('draining');
    try {
      await this.parts.close();
    } catch (error) {
      logger.error({ err: error }, 'the shutdown failed');
      this.code = 1;
    }
    disarm();
    for (const reason of lifecycle.failures) {
      logger.error({ reason }, 'the drain is not clean');
      this.code = 1;
    }
    logger.info({ code: this.code }, 'stopped');
    this.parts.exit(this.code);
  }
}
