import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { TestRedis } from '../test/support/redis-server';
import type { Assignment, Measurement } from './contenders/contender';

/**
 * Measures Sluice and its peers side by side: the same Redis (append-only file on, flushed between runs), the
 * same machine, in turn, several rounds; prints medians and ratios. Each run is a process of its own.
 */
const ROWS: readonly { readonly name: string; readonly ask: Omit<Assignment, 'redisPort'> }[] = [
  { name: 'settle-1', ask: { row: 'settle', jobs: 3_000, concurrency: 1 } },
  { name: 'settle-10', ask: { row: 'settle', jobs: 10_000, concurrency: 10 } },
  { name: 'settle-100', ask: { row: 'settle', jobs: 100_000, concurrency: 100 } },
  { name: 'settle-500', ask: { row: 'settle', jobs: 100_000, concurrency: 500 } },
  { name: 'enqueue-50', ask: { row: 'enqueue', jobs: 20_000, concurrency: 50 } },
  { name: 'enqueue-bulk', ask: { row: 'enqueue_bulk', jobs: 30_000, concurrency: 1 } },
];

const CONTENDERS = ['sluice', 'bullmq'] as const;
type Contender = (typeof CONTENDERS)[number];
type Rounds = Record<Contender, Measurement[]>;

const execute = promisify(execFile);

async function once(contender: Contender, ask: Assignment): Promise<Measurement> {
  const { stdout } = await execute(
    process.execPath,
    [
      '-r',
      join(__dirname, 'register.cjs'),
      join(__dirname, 'contenders', `${contender}.ts`),
      JSON.stringify(ask),
    ],
    { timeout: 120_000 },
  );
  return JSON.parse(stdout) as Measurement;
}

async function row(redis: TestRedis, ask: Omit<Assignment, 'redisPort'>, rounds: number): Promise<Rounds> {
  const client = redis.client();
  const results: Rounds = { sluice: [], bullmq: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of CONTENDERS) {
      await client.flushall();
      results[contender].push(await once(contender, { ...ask, redisPort: redis.port }));
    }
  }
  client.disconnect();
  return results;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const HEADING =
  'row            jobs/s: sluice, bullmq, ratio of medians (of each round) | ' +
  'µs of processor a job, Redis + Node: sluice, bullmq';

function lineOf(name: string, { sluice, bullmq }: Rounds): string {
  const speed = (of: readonly Measurement[]) => median(of.map(({ jobsPerSecond }) => jobsPerSecond));
  const cpu = (of: readonly Measurement[]) =>
    `${median(of.map((one) => one.redisCpuPerJob)).toFixed(0)} + ` +
    median(of.map((one) => one.nodeCpuPerJob)).toFixed(0);
  const ratios = sluice.map((one, i) => (one.jobsPerSecond / (bullmq[i]?.jobsPerSecond ?? NaN)).toFixed(2));
  return (
    `${name.padEnd(14)} ${speed(sluice).toFixed(0)}, ${speed(bullmq).toFixed(0)}, ` +
    `${(speed(sluice) / speed(bullmq)).toFixed(2)} (${ratios.join(' ')}) | ${cpu(sluice)}, ${cpu(bullmq)}`
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      out: { type: 'string', default: '' },
    },
  });
  const redis = await TestRedis.start(['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']);
  const report: Record<string, unknown> = {
    date: new Date().toISOString(),
    node: process.version,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${release()}`,
    rounds: Number(values.rounds),
  };
  try {
    process.stdout.write(`${HEADING}\n`);
    for (const { name, ask } of ROWS.filter(({ name }) => name.startsWith(values.only))) {
      const results = await row(redis, ask, Number(values.rounds));
      report[name] = results;
      process.stdout.write(`${lineOf(name, results)}\n`);
    }
  } finally {
    await redis.stop();
  }
  if (values.out !== '') {
    mkdirSync(join(__dirname, 'results'), { recursive: true });
    writeFileSync(join(__dirname, 'results', `${values.out}.json`), `${JSON.stringify(report, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
