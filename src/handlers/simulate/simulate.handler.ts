import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config';
import { CONFIG } from '../../config/config.module';
import { sleep, systemClock, type Clock } from '../../core/clock';
import type { HandlerContext } from '../../core/handler';
import { NeverRetryError } from '../../core/handler-errors';
import { JobHandler } from '../../worker/job-handler.decorator';
import { readSimulatePayload } from './simulate.payload';

const PROGRESS_EVERY_MS = 1_000;

/** Fails as the payload asked, with a code of its own. */
class SimulatedFailure extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
    this.name = 'SimulatedFailure';
  }
}

/** Job type `simulate`: takes a while and does nothing. To try the service, and to load it. */
@Injectable()
@JobHandler('simulate')
export class SimulateHandler {
  private readonly clock: Clock = systemClock;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'simulateMs'>) {}

  async run(payload: unknown, context: HandlerContext): Promise<unknown> {
    const { durationMs, result, failure } = readSimulatePayload(payload);
    const total = durationMs ?? this.config.simulateMs;
    await this.pass(total, context);
    if (failure !== null) {
      throw failure.retry
        ? new SimulatedFailure(failure.message, failure.code)
        : new NeverRetryError(failure.message, failure.code);
    }
    return result === undefined ? { simulated_ms: total } : result;
  }

  private async pass(total: number, { signal, progress }: HandlerContext): Promise<void> {
    const end = this.clock.monotonic() + total;
    for (let left = total; left > 0; left = end - this.clock.monotonic()) {
      await sleep(this.clock, Math.min(left, PROGRESS_EVERY_MS), signal);
      signal.throwIfAborted();
      if (total > PROGRESS_EVERY_MS) {
        const passed = Math.min(total, Math.round(total - (end - this.clock.monotonic())));
        progress({ simulated_ms: passed, of_ms: total });
      }
    }
  }
}
