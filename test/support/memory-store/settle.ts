import type {
  Completion,
  ExtendAnswer,
  Extension,
  Failure,
  Lease,
  SettleAnswer,
  Snooze,
} from '../../../src/core/settlement';
import { MAX_SNOOZES } from '../../../src/core/job';
import type { JobState } from '../../../src/core/states';
import { type MemoryJob, recordAttempt } from './memory-job';
import type { MemoryNamespace } from './memory-namespace';

const SNOOZE_LIMIT = { code: 'snooze_limit', message: 'asked for later too often' };

/** Ends the attempt of each lease that is still held, by `end`, which says where the job went. */
function settle<L extends Lease>(
  ns: MemoryNamespace,
  leases: readonly L[],
  end: (job: MemoryJob, lease: L) => JobState,
): SettleAnswer[] {
  return leases.map((lease) => {
    const job = ns.held(lease);
    return typeof job === 'string' ? { result: job, state: null } : { result: 'ok', state: end(job, lease) };
  });
}

/** Records results; a cancel request no longer matters. */
export function complete(ns: MemoryNamespace, completions: readonly Completion[]): SettleAnswer[] {
  return settle(ns, completions, (job, { result, resultError }) => {
    recordAttempt(job, 'completed', ns.now, null);
    job.result = result;
    ns.finish(job, 'completed', resultError);
    return job.state;
  });
}

/** Records failures: a retry while there is one left, else the end. */
export function fail(ns: MemoryNamespace, failures: readonly Failure[]): SettleAnswer[] {
  return settle(ns, failures, (job, { error, retryInMs }) => {
    recordAttempt(job, job.cancelRequested ? 'cancelled' : 'failed', ns.now, error.code);
    if (job.cancelRequested) {
      ns.finish(job, 'cancelled', error);
    } else if (retryInMs === null || job.retries >= job.spec.maxRetries) {
      ns.finish(job, 'failed', error);
    } else {
      job.error = error;
      job.retries += 1;
      ns.schedule(job, ns.now + wholeMs(retryInMs));
      ns.queueOf(job).count('retried');
    }
    return job.state;
  });
}

/** Ends attempts with "later", a limited number of times. */
export function snooze(ns: MemoryNamespace, snoozes: readonly Snooze[]): SettleAnswer[] {
  return settle(ns, snoozes, (job, { delayMs }) => {
    if (job.cancelRequested) {
      recordAttempt(job, 'cancelled', ns.now, null);
      ns.finish(job, 'cancelled', job.error);
    } else if (job.snoozes >= MAX_SNOOZES) {
      recordAttempt(job, 'failed', ns.now, SNOOZE_LIMIT.code);
      ns.finish(job, 'failed', SNOOZE_LIMIT);
    } else {
      recordAttempt(job, 'snoozed', ns.now, null);
      job.snoozes += 1;
      ns.schedule(job, ns.now + wholeMs(delayMs));
      ns.queueOf(job).count('snoozed');
    }
    return job.state;
  });
}

function wholeMs(ms: number): number {
  return Math.max(0, Math.round(ms));
}

/** Hands leases back: the same place, and the start does not count. */
export function release(ns: MemoryNamespace, leases: readonly Lease[]): SettleAnswer[] {
  return settle(ns, leases, (job) => {
    job.attempt -= 1;
    if (job.cancelRequested) {
      ns.finish(job, 'cancelled', job.error);
    } else {
      ns.returnToQueue(job);
      ns.queueOf(job).count('released');
    }
    return job.state;
  });
}

/** Renews leases; news of progress replace what is there. */
export function extend(ns: MemoryNamespace, extensions: readonly Extension[]): ExtendAnswer[] {
  return extensions.map((extension) => {
    const job = ns.held(extension);
    const until = extension.until ?? Infinity;
    if (typeof job === 'string' || until <= ns.now) {
      return { result: job === 'gone' ? 'gone' : 'lost', cancelRequested: false };
    }
    const queue = ns.queueOf(job);
    queue.set('in_progress').set(job, Math.min(ns.now + extension.leaseMs, until));
    ns.touch(queue);
    job.progress = extension.progress ?? job.progress;
    return { result: 'ok', cancelRequested: job.cancelRequested };
  });
}
