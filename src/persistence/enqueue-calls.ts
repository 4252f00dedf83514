import type { NewJob } from '../core/job';
import { MAX_DEPENDENCIES } from '../core/dependency';

/** Dependencies of all jobs of one call, which is some 7 ms of Redis. */
const MOST_AT_ONCE = MAX_DEPENDENCIES;

/** Sends jobs in order: in one call, unless their dependencies are too many together. */
export async function inCalls<R>(
  jobs: readonly NewJob[],
  send: (some: readonly NewJob[]) => Promise<R[]>,
): Promise<R[]> {
  const answers: R[] = [];
  let start = 0;
  let sum = 0;
  for (let at = 0; at < jobs.length; at += 1) {
    const own = jobs[at]?.dependsOn.length ?? 0;
    if (sum + own > MOST_AT_ONCE && at > start) {
      answers.push(...(await send(jobs.slice(start, at))));
      start = at;
      sum = 0;
    }
    sum += own;
  }
  return start === 0 ? send(jobs) : [...answers, ...(await send(jobs.slice(start)))];
}
