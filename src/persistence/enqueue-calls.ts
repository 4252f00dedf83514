import type { NewJob } from '../core/job';
import { MAX_DEPENDENCIES } from '../core/dependency';

/** Dependencies of all jobs of one call, which is some 7 ms of Redis. */
const MOST_AT_ONCE = MAX_DEPENDENCIES;

/** So many jobs are worth the fixed price of a few more calls. */
const MIN_IN_PARTS = 200;

/** Jobs of the first part; each further one is twice as large. */
const FIRST_PART = 50;

type Send<R> = (some: readonly NewJob[]) => Promise<R[]>;

/**
 * Sends jobs in order: in one call, unless their dependencies are too many together, or they are so many that Redis
 * could begin with the first while the others are still made ready.
 */
export function inCalls<R>(jobs: readonly NewJob[], send: Send<R>): Promise<R[]> {
  return jobs.length >= MIN_IN_PARTS && jobs.every(standsAlone) ? inParts(jobs, send) : oneByOne(jobs, send);
}

/** Nothing about it depends on jobs in front of it: a part that has to be sent again may come behind later ones. */
function standsAlone({ dependsOn, group, dedup }: NewJob): boolean {
  return dependsOn.length === 0 && group === null && dedup === null;
}

/**
 * All calls are on their way before the first is answered. The first is small, so that Redis begins early; with each
 * Redis has enough to do until the next is made ready. Settles once all calls have: nothing is under way then.
 */
async function inParts<R>(jobs: readonly NewJob[], send: Send<R>): Promise<R[]> {
  const calls: Promise<R[]>[] = [];
  for (let at = 0, size = FIRST_PART; at < jobs.length; at += size, size *= 2) {
    if (jobs.length - at < 1.5 * size) {
      size = jobs.length - at;
    }
    calls.push(send(jobs.slice(at, at + size)));
  }
  await Promise.allSettled(calls);
  return (await Promise.all(calls)).flat();
}

async function oneByOne<R>(jobs: readonly NewJob[], send: Send<R>): Promise<R[]> {
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
