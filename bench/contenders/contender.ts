/** What a contender process is asked to do, as JSON in its only argument. */
export interface Assignment {
  readonly row: 'settle' | 'enqueue' | 'enqueue_bulk';
  readonly redisPort: number;
  readonly jobs: number;
  /** Jobs at once, or callers at once. */
  readonly concurrency: number;
}

/** What it answers, as one line of JSON. */
export interface Measurement {
  readonly jobsPerSecond: number;
}

/** A payload of 70 bytes, as small jobs have. */
export const PAYLOAD = { to: 'someone@example.com', template: 'welcome', locale: 'en', n: 12 };

/** Jobs in one bulk. */
export const BULK = 500;

export function assignment(): Assignment {
  return JSON.parse(process.argv[2] ?? '{}') as Assignment;
}

/** Times `work`, which handles `jobs` jobs. */
export async function measure(jobs: number, work: () => Promise<void>): Promise<Measurement> {
  const start = performance.now();
  await work();
  return { jobsPerSecond: (jobs / (performance.now() - start)) * 1_000 };
}

/** Runs `call` for each job with `callers` at once. */
export async function parallel(jobs: number, callers: number, call: () => Promise<unknown>): Promise<void> {
  let left = jobs;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left > 0) {
        left -= 1;
        await call();
      }
    }),
  );
}

export function report(measurement: Measurement): never {
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
  process.exit(0);
}
