import { Redis } from 'ioredis';

/** Processor time is µs for each job: it says what limits a row, and depends less on what else runs. */
export type Speed = Readonly<Record<'jobsPerSecond' | 'redisCpuPerJob' | 'nodeCpuPerJob', number>>;

/** What was measured between its two calls: time, and processor time of this process and of Redis. */
export class Meter {
  private readonly redis: Redis;
  private redisCpu = 0;
  private nodeCpu = process.cpuUsage();
  private began = 0;

  constructor(redisPort: number) {
    this.redis = new Redis(redisPort, '127.0.0.1');
  }

  async begin(): Promise<void> {
    this.redisCpu = await redisCpuMicros(this.redis);
    this.nodeCpu = process.cpuUsage();
    this.began = performance.now();
  }

  /** @param jobs how many were handled since it began. */
  async end(jobs: number): Promise<Speed> {
    const elapsedMs = performance.now() - this.began;
    const { user, system } = process.cpuUsage(this.nodeCpu);
    const redisUsed = (await redisCpuMicros(this.redis)) - this.redisCpu;
    this.redis.disconnect();
    return {
      jobsPerSecond: (jobs / elapsedMs) * 1_000,
      redisCpuPerJob: redisUsed / jobs,
      nodeCpuPerJob: (user + system) / jobs,
    };
  }
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
