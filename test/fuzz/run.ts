import { parseArgs } from 'node:util';
import { TestRedis } from '../support/redis-server';
import { FuzzRun } from './fuzz-run';
import { ServiceProcess } from './service-process';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});

async function main(): Promise<number> {
  const requests = Number(values.requests);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(requests) || requests < 1 || !Number.isSafeInteger(seed)) {
    throw new Error('npm run test:fuzz -- [--requests n] [--seed n]');
  }
  process.stdout.write(`${requests} requests, seed ${seed}\n`);
  const redis = await TestRedis.start();
  const env = {
    REDIS_URL: redis.url,
    SLUICE_ROLE: 'api',
    SLUICE_AUTH: 'off',
    SLUICE_RATE_LIMIT: '0',
    LOG_LEVEL: 'error',
  };
  const service = await ServiceProcess.start(env);
  const began = performance.now();
  try {
    const run = await FuzzRun.prepare(service, redis, seed);
    await run.run(requests, (done) => process.stdout.write(`${done} done\n`));
    const seconds = (performance.now() - began) / 1000;
    const statuses = [...run.statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`);
    process.stdout.write(`${seconds.toFixed(0)} s; ${statuses.join(', ')}\n${run.findings.toString()}\n`);
    const failed = run.findings.places;
    process.stdout.write(`${Math.max(0, run.operations.length - failed)} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    await service.stop();
    await redis.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
