import { Redis } from 'ioredis';

/** Processor time is µs for each job: it says what limits a row, and depends less on what else runs. */
export type Speed = Readonly<Record<'jobsPerSecond' | 'redisCpuPerJob' | 'nodeCpuPerJob', number>>;

/** Times `work`, which handles the jobs. */
export async function measure(
  { jobs, redisPort }: { readonly jobs: number; readonly redisPort: number },
  work: () => Promise<void>,
): Promise<Speed> {
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

/** Processor time that Redis has used (µs), by the thread that runs commands. */
export async function redisCpuMicros(redis: Redis): Promise<number> {
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
