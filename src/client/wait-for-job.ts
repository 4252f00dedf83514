import { pauseFor, type Connection } from './connection';
import { WaitTimeoutError } from './errors';
import type { CallOptions } from './options';
import type { FinishedJob, Job } from './types';

export interface WaitOptions extends CallOptions {
  /** How long to wait at most (ms). Default: for as long as it takes. */
  readonly timeoutMs?: number;
}

/** The longest that one request waits (ms). */
const LONGEST_WAIT_MS = 30_000;

/** A service that drains answers at once; the next request is for its successor (ms). */
const EARLY_PAUSE_MS = 250;

/** @param path of the job */
export async function untilFinal<Payload, Result>(
  connection: Connection,
  path: string,
  { timeoutMs = Infinity, signal }: WaitOptions,
): Promise<FinishedJob<Payload, Result>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const waitMs = Math.max(0, Math.min(LONGEST_WAIT_MS, Math.ceil(end - performance.now())));
    const asked = performance.now();
    const job = await connection.call<Job<Payload, Result>>({
      ...{ method: 'GET', path, query: { wait_ms: waitMs }, repeat: 'safe', patienceMs: waitMs, signal },
    });
    if (isFinished(job)) {
      return job;
    }
    const now = performance.now();
    if (now >= end) {
      throw new WaitTimeoutError(job.id, job.status);
    }
    if (now - asked < waitMs) {
      await pauseFor(Math.min(EARLY_PAUSE_MS, end - now), signal);
    }
  }
}

function isFinished<Payload, Result>(job: Job<Payload, Result>): job is FinishedJob<Payload, Result> {
  return job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled';
}
