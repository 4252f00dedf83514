/**
 * Milliseconds of the machine's monotonic clock: the same for all processes, and moved by nobody. The notes
 * of different processes can be compared by it, also where a process's time of day is wrong.
 */
export function machineMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
