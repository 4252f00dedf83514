/**
 * Time as the loops see it: a port, so that tests and the simulator can run on a clock of their own.
 *
 * Durations are measured here, moments are not: due times and leases are the store's (its own clock), so
 * that no two hosts need to agree on the time of day.
 */
export interface Clock {
  /** Ms from an arbitrary start; never goes back, whatever happens to the host's wall clock. */
  monotonic(): number;
  /** Epoch ms of this host, for logs only. */
  now(): number;
  /** Runs `task` once after `ms`; the returned function takes that back. */
  after(ms: number, task: () => void): () => void;
}

/** setTimeout fires at once for anything above 2^31-1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or at once when `signal` fires; never rejects. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal?.addEventListener('abort', done, { once: true });
  });
}
