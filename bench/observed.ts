import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { TestRedis } from '../test/support/redis-server';
import type { Speed } from './measure';
import type { ObservedAssignment, Part } from './observed/worker';
import { median } from './statistics';

/**
 * What it costs the engine that it is watched: the same jobs with nothing on, and with metrics, history, a listener of
 * events and traces; in turn, many short rounds, and the median of the ratios of each pair.
 */
const execute = promisify(execFile);

async function measured(ask: ObservedAssignment): Promise<Speed> {
  const contender = join(__dirname, 'observed', 'worker.ts');
  const args = ['-r', join(__dirname, 'register.cjs'), contender, JSON.stringify(ask)];
  const { stdout } = await execute(process.execPath, args, { timeout: 120_000 });
  return JSON.parse(stdout) as Speed;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '9' },
      jobs: { type: 'string', default: '60000' },
      concurrency: { type: 'string', default: '100' },
      sampled: { type: 'string', default: '100' },
      parts: { type: 'string', default: 'metrics,history,events,traces' },
    },
  });
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end('{}'));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const redis = await TestRedis.start(['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']);
  const client = redis.client();
  const ratios: number[] = [];
  const cpu: number[] = [];
  try {
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const pair: Partial<Record<'nothing' | 'everything', Speed>> = {};
      // Who goes first changes: machines get warm.
      const order =
        round % 2 === 0 ? (['nothing', 'everything'] as const) : (['everything', 'nothing'] as const);
      for (const observed of order) {
        await client.flushall();
        pair[observed] = await measured({
          ...{ redisPort: redis.port, jobs: Number(values.jobs) },
          parts: observed === 'nothing' ? [] : (values.parts.split(',') as Part[]),
          concurrency: Number(values.concurrency),
          collector: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`,
          sampled: Number(values.sampled),
        });
      }
      const { nothing, everything } = pair;
      if (nothing !== undefined && everything !== undefined) {
        ratios.push(everything.jobsPerSecond / nothing.jobsPerSecond);
        cpu.push(
          (everything.nodeCpuPerJob + everything.redisCpuPerJob) /
            (nothing.nodeCpuPerJob + nothing.redisCpuPerJob),
        );
        const numbers = [nothing, everything].map((one) => one.jobsPerSecond.toFixed(0)).join(' → ');
        const shares = [
          everything.redisCpuPerJob / nothing.redisCpuPerJob,
          everything.nodeCpuPerJob / nothing.nodeCpuPerJob,
        ].map((one) => one.toFixed(3));
        process.stdout.write(
          `${numbers} jobs/s, ${(ratios.at(-1) ?? NaN).toFixed(3)}; ` +
            `processor time of Redis ${shares[0]}, of Node ${shares[1]}\n`,
        );
      }
    }
  } finally {
    client.disconnect();
    collector.close();
    await redis.stop();
  }
  process.stdout.write(
    `median: ${median(ratios).toFixed(3)} of the jobs/s, ${median(cpu).toFixed(3)} of the processor time\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
