import type { MemoryJob } from './memory-job';

/** Jobs in line, by when they came, at the earliest as ageing began, less their priority in spans. */
export function aged(line: readonly MemoryJob[], spanMs: number, since: number): MemoryJob[] {
  const rank = (job: MemoryJob) => Math.max(job.cameAt, since) - job.spec.priority * spanMs;
  return [...line].sort((a, b) => rank(a) - rank(b) || numberOf(a) - numberOf(b));
}

/** Its number of arrival. */
function numberOf({ order }: MemoryJob): number {
  return order % 2 ** 45;
}
