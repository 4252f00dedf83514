import { runPeer } from '../peer-process';
import type { Row } from './row';

const JOBS = 1_000_000;
/** What a flat line may differ by: the collector decides when to keep some more (MB). */
const TOLERANCE_MB = 5;

export const WORKER_MEMORY_ROW: Row = {
  name: 'worker-memory',
  target: 'flat over 1,000,000 jobs',
  async run({ redis, quick }) {
    const jobs = quick ? JOBS / 20 : JOBS;
    const { first = NaN, last = NaN } = await runPeer({
      ...{ peer: 'sluice', task: 'memory', redisPort: redis.port, jobs, concurrency: 100 },
    });
    return {
      line: `heap after ${jobs / 10} jobs ${first.toFixed(1)} MB, after ${jobs} ${last.toFixed(1)} MB`,
      reached: last <= first + TOLERANCE_MB,
      figures: { first, last },
    };
  },
};
