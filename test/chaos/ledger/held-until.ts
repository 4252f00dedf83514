import type { Execution, ProcessLife } from './evidence';

/**
 * A heartbeat every third of a lease: what is left of a lease is never less than two thirds, minus what a busy
 * machine is late. A pause that is shorter cannot outlast one.
 */
const SHORTEST_LEASE_LEFT = 0.6;

/**
 * Until when a run counts as running under its lease: until it ended, its process died, or it was told that
 * the lease is lost, whichever came first. A process that stood still for longer than a lease ran nothing
 * meanwhile, and is told as soon as it goes on: its runs count until it was stopped.
 */
export function heldUntil(run: Execution, life: ProcessLife | undefined, leaseMs: number): number {
  const ended = run.endedAt ?? Infinity;
  const died = life?.endedAt ?? Infinity;
  const told = run.abortReason === 'lease_lost' && run.abortedAt !== null ? run.abortedAt : Infinity;
  const until = Math.min(ended, died, told);
  const pause = life?.pauses.find(
    ({ from, to }) => from >= run.startedAt && from < until && to - from >= leaseMs * SHORTEST_LEASE_LEFT,
  );
  return pause?.from ?? until;
}
