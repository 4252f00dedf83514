const ERROR_LEVEL = 50;
const UNHANDLED = /unhandled ?rejection|uncaught exception|UnhandledPromise|MaxListenersExceeded/i;

/** What a process must not write, whatever happens to Redis. */
export function unhandled(log: string): string[] {
  return log.split('\n').filter((line) => UNHANDLED.test(line));
}

/** The most lines of level error within one second. */
export function mostErrorsInASecond(log: string): number {
  const times = log
    .split('\n')
    .filter((line) => line !== '')
    .map(errorTime)
    .filter((time) => time !== null);
  let most = 0;
  let first = 0;
  times.forEach((time, index) => {
    while ((times[first] ?? 0) <= time - 1_000) {
      first += 1;
    }
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** When the line was written, if it tells of an error. A line that is no JSON is one of Node's own, at no time. */
function errorTime(line: string): number | null {
  try {
    const { level, time } = JSON.parse(line) as { level: number; time: string };
    return level >= ERROR_LEVEL ? Date.parse(time) : null;
  } catch {
    return 0;
  }
}
