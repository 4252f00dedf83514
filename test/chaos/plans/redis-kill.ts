import { between, lasting } from '../faults/fault';
import { killRedis } from '../faults/redis-faults';
import { mixedJobs } from '../load/job-mix';
import { TIED_QUEUES } from '../load/tied-jobs';
import type { Plan } from './plan';

const ROUNDS = 10;

/** Redis is killed and restarted, ten times, under load. */
export const redisKill: Plan = {
  jobs: mixedJobs,
  queues: TIED_QUEUES,
  perSecond: 200,
  onceOnly: false,
  env: {},
  async carryOut(field) {
    for (let round = 1; round <= ROUNDS; round += 1) {
      await lasting(between(field.random, 1_500, 4_000));
      await killRedis(field, between(field.random, 0, 3_000));
      await field.recovery.after('Redis is killed');
    }
    await lasting(1_000);
  },
};
