import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isFloor, PEERS, type PeerName } from './peers/peer';
import { startRedis } from './redis';
import { DEPTH_ROW } from './rows/depth';
import { HTTP_BULK_ROW, HTTP_ROW, START_UP_ROW } from './rows/http';
import { LATENESS_ROW, PICKUP_ROW } from './rows/latency';
import { PROCESSES_ROW } from './rows/processes';
import type { Bed, Row, RowResult } from './rows/row';
import { SPACE_ROW } from './rows/space';
import { SPEED_ROWS } from './rows/speed';
import { STORM_ROW } from './rows/storm';
import { WORKER_MEMORY_ROW } from './rows/worker-memory';

/**
 * Measures Sluice and its peers side by side: the same Redis (append-only file on, emptied between runs), the same
 * machine, in turn, several rounds; prints medians and ratios, and whether each row's target is reached.
 */
const ROWS: readonly Row[] = [
  ...SPEED_ROWS,
  PROCESSES_ROW,
  PICKUP_ROW,
  LATENESS_ROW,
  SPACE_ROW,
  DEPTH_ROW,
  HTTP_ROW,
  HTTP_BULK_ROW,
  STORM_ROW,
  WORKER_MEMORY_ROW,
  START_UP_ROW,
];

function chosen(names: string): readonly Row[] {
  if (names === '') {
    return ROWS;
  }
  return names.split(',').map((name) => {
    const row = ROWS.find((one) => one.name === name);
    if (row === undefined) {
      throw new Error(`No row "${name}": ${ROWS.map((one) => one.name).join(', ')}`);
    }
    return row;
  });
}

/** Sluice and BullMQ always: the targets are about them; and what the machine can do. */
function peersOf(names: string): readonly PeerName[] {
  const wanted = new Set(['sluice', 'bullmq', ...names.split(',')]);
  return PEERS.filter((peer) => wanted.has(peer) || isFloor(peer));
}

const VERDICT = new Map([
  [true, 'reached'],
  [false, 'MISSED'],
  [null, ''],
]);

async function measured(row: Row, settings: Omit<Bed, 'redis'>): Promise<RowResult> {
  // A Redis of its own for each row: what one leaves behind (memory, an append-only file) is not the next one's.
  const redis = await startRedis();
  try {
    return await row.run({ ...settings, redis });
  } finally {
    await redis.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '' },
      rounds: { type: 'string', default: '5' },
      quick: { type: 'boolean', default: false },
      peers: { type: 'string', default: PEERS.join() },
      out: { type: 'string', default: '' },
    },
  });
  const settings = { rounds: Number(values.rounds), quick: values.quick, peers: peersOf(values.peers) };
  const results: Record<string, RowResult & { readonly target: string }> = {};
  for (const row of chosen(values.rows)) {
    const result = await measured(row, settings);
    results[row.name] = { target: row.target, ...result };
    process.stdout.write(
      `${row.name.padEnd(14)} ${VERDICT.get(result.reached) ?? ''} (${row.target})\n    ${result.line}\n`,
    );
  }
  if (values.out !== '') {
    const report = {
      date: new Date().toISOString(),
      node: process.version,
      machine: `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${release()}`,
      ...settings,
      results,
    };
    mkdirSync(join(__dirname, 'results'), { recursive: true });
    writeFileSync(join(__dirname, 'results', `${values.out}.json`), `${JSON.stringify(report, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // Connections to a Redis that is gone would keep the process for ever.
  process.exit(1);
});
