import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { TestRedis } from '../test/support/redis-server';
import type { Speed } from './measure';
import { keepListened, serveReader, type Audience } from './observed/audience';
import type { ObservedAssignment, Part } from './observed/worker';
import { median } from './statistics';

/**
 * What it costs the engine that it is watched. The same jobs three times a round, and the median over the rounds of what
 * each cost more than with nothing on:
 *
 * - `nothing`: the engine alone;
 * - `everything`: metrics, history, traces, and events as they are told while somebody listens somewhere: what the engine
 *   pays for being watched;
 * - `read`: with a client of `GET /events` that is told everything. The process that serves it is another one, as a replica
 *   of the API is; what it uses is its own, and counted by itself.
 *
 * Processor time is the measure: it depends less than the jobs a second on what else the processors have to do, and on the
 * reader's having the use of one.
 */
const execute = promisify(execFile);

const KINDS = ['nothing', 'everything', 'read'] as const;
type Kind = (typeof KINDS)[number];

/** `readerCpuPerJob`: of the process that serves the client (µs). */
type Watched = Speed & { readonly readerCpuPerJob: number };

async function measured(ask: ObservedAssignment, kind: Kind): Promise<Watched> {
  const contender = join(__dirname, 'observed', 'worker.ts');
  const args = ['-r', join(__dirname, 'register.cjs'), contender, JSON.stringify(ask)];
  const listened = ask.parts.includes('events');
  let audience: Audience | null = null;
  if (listened) {
    audience = kind === 'read' ? await serveReader(ask.redisPort) : await keepListened(ask.redisPort);
  }
  const worked = execute(process.execPath, args, { timeout: 300_000 });
  await worked.catch(() => undefined); // told below, once nobody listens any more
  const micros = (await audience?.end()) ?? 0;
  const { stdout } = await worked;
  return { ...(JSON.parse(stdout) as Speed), readerCpuPerJob: micros / (ask.jobs + ask.warmUp) };
}

/** In proportion to nothing. */
function compare(
  nothing: Watched,
  other: Watched,
): Readonly<Record<'speed' | 'cpu' | 'redis' | 'node', number>> {
  const engine = (one: Speed) => one.redisCpuPerJob + one.nodeCpuPerJob;
  return {
    speed: other.jobsPerSecond / nothing.jobsPerSecond,
    cpu: engine(other) / engine(nothing),
    redis: other.redisCpuPerJob / nothing.redisCpuPerJob,
    node: other.nodeCpuPerJob / nothing.nodeCpuPerJob,
  };
}

function line(what: string, { speed, cpu, redis, node }: ReturnType<typeof compare>): string {
  const [a, b, c, d] = [speed, cpu, redis, node].map((one) => one.toFixed(3));
  return `${what}: ${a} of the jobs/s, ${b} of the processor time (Redis ${c}, worker ${d})`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '9' },
      jobs: { type: 'string', default: '100000' },
      'warm-up': { type: 'string', default: '50000' },
      concurrency: { type: 'string', default: '100' },
      sampled: { type: 'string', default: '100' },
      parts: { type: 'string', default: 'metrics,history,events,traces' },
      kinds: { type: 'string', default: 'everything,read' },
    },
  });
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end('{}'));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const redis = await TestRedis.start(['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']);
  const client = redis.client();
  const wanted: readonly Kind[] = KINDS.filter((kind) => kind === 'nothing' || values.kinds.includes(kind));
  const rounds: Record<Kind, Watched[]> = { nothing: [], everything: [], read: [] };
  try {
    for (let round = 0; round < Number(values.rounds); round += 1) {
      // Who goes first changes: machines get warm.
      const order = wanted.map((_, i) => wanted[(i + round) % wanted.length] ?? 'nothing');
      const got: Partial<Record<Kind, Watched>> = {};
      for (const kind of order) {
        await client.flushall();
        got[kind] = await measured(
          {
            ...{ redisPort: redis.port, jobs: Number(values.jobs), warmUp: Number(values['warm-up']) },
            parts: kind === 'nothing' ? [] : (values.parts.split(',') as Part[]),
            concurrency: Number(values.concurrency),
            collector: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`,
            sampled: Number(values.sampled),
          },
          kind,
        );
      }
      for (const kind of wanted) {
        const one = got[kind];
        if (one !== undefined) {
          rounds[kind].push(one);
          const numbers = [one.redisCpuPerJob, one.nodeCpuPerJob, one.readerCpuPerJob].map((n) =>
            n.toFixed(2),
          );
          process.stdout.write(
            `${kind}: ${one.jobsPerSecond.toFixed(0)} jobs/s; µs a job: ` +
              `Redis ${numbers[0]}, worker ${numbers[1]}, reader ${numbers[2]}\n`,
          );
        }
      }
    }
  } finally {
    client.disconnect();
    collector.close();
    await redis.stop();
  }
  for (const kind of wanted.filter((one) => one !== 'nothing')) {
    const pairs = rounds[kind].flatMap((one, i) =>
      rounds.nothing[i] ? [compare(rounds.nothing[i], one)] : [],
    );
    const middle = (of: (pair: ReturnType<typeof compare>) => number) => median(pairs.map(of));
    const medians = {
      ...{ speed: middle((one) => one.speed), cpu: middle((one) => one.cpu) },
      ...{ redis: middle((one) => one.redis), node: middle((one) => one.node) },
    };
    process.stdout.write(`median of ${pairs.length} rounds, ${line(kind, medians)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
