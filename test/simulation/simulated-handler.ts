import { sleep } from '../../src/core/clock';
import type { Handler } from '../../src/core/handler';
import { NeverRetryError, RetryLaterError, SnoozeError } from '../../src/core/handler-errors';
import { newJob } from '../support/job-builder';
import type { Ledger } from './ledger';
import type { Work } from './plan';
import type { SimProcess } from './sim-process';

const DEAD = new Promise<never>(() => undefined);

/** A handler that does what its payload says, and writes its start and end into the ledger. */
export function simulatedHandler(process: SimProcess, ledger: Ledger, concurrency: number): Handler {
  return async (payload, { job, signal, progress, followUp }) => {
    if (process.isDead) {
      return DEAD; // killed by an earlier job of the same claim; nothing of this happens
    }
    const run = ledger.handlerStarted(job, process, signal, concurrency);
    try {
      const { ms, followUps, ...work } = payload as Work;
      progress({ ms });
      await sleep(process, ms, work.stubborn ? undefined : signal);
      if (!work.stubborn) {
        signal.throwIfAborted();
      }
      await finish(process, work, job, signal);
      for (const asked of followUps) {
        ledger.followUpAsked(job, newJob(followUp(asked), asked));
      }
      ledger.handlerEnded(run, 'returned');
      return { token: job.token };
    } catch (error) {
      ledger.handlerEnded(run, 'threw');
      throw error;
    }
  };
}

async function finish(
  process: SimProcess,
  { failFirst, snoozes, snoozeMs, then, stubborn }: Omit<Work, 'ms' | 'followUps'>,
  job: { readonly retries: number; readonly snoozes: number },
  signal: AbortSignal,
): Promise<void> {
  if (job.snoozes < snoozes) {
    throw new SnoozeError(snoozeMs);
  }
  if (job.retries < failFirst) {
    throw then === 'retry_later' ? new RetryLaterError(snoozeMs) : new Error('asked to fail');
  }
  if (then === 'never_retry') {
    throw new NeverRetryError('asked never to be tried again');
  }
  if (then === 'hang') {
    await sleep(process, HANGS_MS, stubborn ? undefined : signal);
    signal.throwIfAborted();
  }
}

/** Longer than any time limit of a plan. */
const HANGS_MS = 20_000;
