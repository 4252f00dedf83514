import { Redis } from 'ioredis';

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
  /** Processor time (µs) for each job: says what limits a row, and depends less on what else runs. */
  readonly redisCpuPerJob: number;
  readonly nodeCpuPerJob: number;
}

/** A payload of 70 bytes, as small jobs have. */
export const PAYLOAD = { to: 'someone@example.com', template: 'welcome', locale: 'en', n: 12 };

/** Jobs in one bulk. */
export const BULK = 500;

export function assignment(): Assignment {
  return JSON.parse(process.argv[2] ?? '{}') as Assignment;
}

/** Times `work`, which handles the assigned jobs. */
export async function measure(
  { jobs, redisPort }: Assignment,
  work: () => Promise<void>,
): Promise<Measurement> {
  const redis = new Redis(redisPort, '127.0.0.1');
  const redisCpu = await redisCpuMicros(redis);
  const nodeCpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(nodeCpu);
  const redisUsed = (await redisCpuMicros(redis)) - redisCpu;
  redis.disconnect();
  return {
    jobsPerSecond: (jobs / elapsedMs) * 1_000,
    redisCpuPerJob: redisUsed / jobs,
    nodeCpuPerJob: (user + system) / jobs,
  };
}

async function redisCpuMicros(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const seconds = (field: string) => Number(new RegExp(`^${field}:(.*)$`, 'm').exec(info)?.[1] ?? 0);
  return (seconds('used_cpu_user_main_thread') + seconds('used_cpu_sys_main_thread')) * 1e6;
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
