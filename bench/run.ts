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
  { name: 'settle-100', ask: { row: 'settle', jobs: 30_000, concurrency: 100 } },
  { name: 'settle-500', ask: { row: 'settle', jobs: 30_000, concurrency: 500 } },
  { name: 'enqueue-50', ask: { row: 'enqueue', jobs: 20_000, concurrency: 50 } },
  { name: 'enqueue-bulk', ask: { row: 'enqueue_bulk', jobs: 30_000, concurrency: 1 } },
];

const CONTENDERS = ['sluice', 'bullmq'] as const;
type Contender = (typeof CONTENDERS)[number];
type Rounds = Record<Contender, number[]>;

const execute = promisify(execFile);

async function once(contender: Contender, ask: Assignment): Promise<number> {
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
  return (JSON.parse(stdout) as Measurement).jobsPerSecond;
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
    process.stdout.write('row            sluice/s   bullmq/s   ratio of medians (of each round)\n');
    for (const { name, ask } of ROWS.filter(({ name }) => name.startsWith(values.only))) {
      const results = await row(redis, ask, Number(values.rounds));
      const ratios = results.sluice.map((value, i) => value / (results.bullmq[i] ?? Number.NaN));
      const [ours, theirs] = [median(results.sluice), median(results.bullmq)];
      report[name] = { ...results, ratio: ours / theirs, pairRatio: median(ratios) };
      process.stdout.write(
        `${name.padEnd(14)} ${ours.toFixed(0).padStart(8)}   ${theirs.toFixed(0).padStart(8)}   ` +
          `${(ours / theirs).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})\n`,
      );
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
