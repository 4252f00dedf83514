import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Redis } from 'ioredis';
import type { RedisJobStores } from '../src/persistence/redis-job-stores';
import { newJob } from '../test/support/job-builder';
import { TestRedis } from '../test/support/redis-server';
import { redisCpuMicros } from './measure';
import { keepListened, serveReader, type Audience } from './observed/audience';
import { LIMITS, openStores } from './peers/sluice';
import { BULK, PAYLOAD } from './peers/tasks';
import { median } from './statistics';
import { TurnWorker } from './turns/turn-worker';
import type { Part, TurnAssignment } from './turns/worker';

/**
 * What it costs the engine that it is watched. Workers live side by side, each in a process and a namespace of its
 * own, and take turns of a second or less: the processors of a machine are faster and slower by the minute, and each
 * round meets the same ones. Series of rounds, each with processes of its own: one process is faster than another that does
 * the same, for as long as it lives, by as much as is to be measured. `--parts ''` compares the engine with itself.
 *
 * - `nothing`: the engine alone;
 * - `everything`: metrics, history, traces, and events that nobody listens to, as on most days;
 * - `listened`: somebody listens to the events somewhere, an open dashboard, say: they are told;
 * - `read`: with a client of `GET /events` that is told everything. The process that serves it is another one, as a replica
 *   of the API is; what it uses is its own, and counted by itself.
 *
 * A worker's processor time is all that its process used from its first counted turn on, what it does between turns
 * included: much of being watched is done in the background.
 */
const KINDS = ['nothing', 'everything', 'listened', 'read'] as const;
type Kind = (typeof KINDS)[number];

/** Turns before the first that counts: code gets fast as it runs, and a service runs for days. */
const WARM_UP = 10;
const PAYLOAD_TEXT = JSON.stringify(PAYLOAD);

/** Names of one length: those of keys are told and written with each job, so a longer one would cost something. */
const namespaceOf = (kind: Kind) => `bench-${KINDS.indexOf(kind)}`;

/** One of them. */
class Contender {
  readonly speeds: number[] = [];
  readonly redis: number[] = [];
  private turns = 0;
  private before = 0;
  private after = 0;

  constructor(
    readonly kind: Kind,
    private readonly worker: TurnWorker,
    private readonly audience: Audience | null,
  ) {}

  async take(jobs: number, redis: Redis): Promise<void> {
    const redisBefore = await redisCpuMicros(redis);
    const took = await this.worker.take(jobs);
    const redisMicros = (await redisCpuMicros(redis)) - redisBefore;
    this.turns += 1;
    if (this.turns <= WARM_UP) {
      this.before = took.allCpuMicros;
      return;
    }
    this.after = took.allCpuMicros;
    this.speeds.push((jobs / took.elapsedMs) * 1_000);
    this.redis.push(redisMicros / jobs);
  }

  /** Processor time of the worker's process for each job (µs). */
  cpuPerJob(jobs: number): number {
    return (this.after - this.before) / (this.speeds.length * jobs);
  }

  async end(): Promise<number> {
    await this.worker.end();
    return (await this.audience?.end()) ?? 0;
  }
}

async function contender(kind: Kind, ask: Omit<TurnAssignment, 'namespace' | 'parts'>, parts: Part[]) {
  const namespace = namespaceOf(kind);
  const listen = { nothing: null, everything: null, listened: keepListened, read: serveReader }[kind];
  const audience = (await listen?.(ask.redisUrl, namespace)) ?? null;
  const worker = await TurnWorker.start({ ...ask, namespace, parts: kind === 'nothing' ? [] : parts });
  return new Contender(kind, worker, audience);
}

/** @param sampled one job in so many has a trace that its sender records; the traces of the others are not recorded */
async function fill(stores: RedisJobStores, namespace: string, jobs: number, sampled: number): Promise<void> {
  const store = stores.namespace(namespace);
  for (let from = 0; from < jobs; from += BULK) {
    const some = Array.from({ length: Math.min(BULK, jobs - from) }, (_, i) => {
      const id = randomUUID();
      const flags = (from + i) % sampled === 0 ? '01' : '00';
      const traceparent = `00-${id.replaceAll('-', '')}-00f067aa0ba902b7-${flags}`;
      return newJob(id, { type: 'noop', payload: PAYLOAD_TEXT, traceparent });
    });
    await store.enqueue(some, LIMITS);
  }
}

/** What one set of processes came to: in proportion to the engine alone, the median of the rounds. */
interface Cost {
  readonly kind: Kind;
  readonly jobsPerSecond: number;
  readonly redis: number;
  readonly worker: number;
}

function ratios(one: readonly number[], other: readonly number[]): number {
  return median(one.map((value, i) => value / (other[i] ?? NaN)));
}

function costsOf(contenders: readonly Contender[], jobs: number): Cost[] {
  const [alone, ...others] = contenders;
  return alone === undefined
    ? []
    : others.map((one) => ({
        kind: one.kind,
        jobsPerSecond: ratios(one.speeds, alone.speeds),
        redis: ratios(one.redis, alone.redis),
        worker: one.cpuPerJob(jobs) / alone.cpuPerJob(jobs),
      }));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(contenders: readonly Contender[], jobs: number): void {
  for (const one of contenders) {
    const cost = [median(one.redis), one.cpuPerJob(jobs)].map((micros) => micros.toFixed(2));
    say(
      `  ${one.kind}: ${median(one.speeds).toFixed(0)} jobs/s; µs a job: Redis ${cost[0]}, worker ${cost[1]}`,
    );
  }
}

function summarize(costs: readonly Cost[]): void {
  for (const kind of new Set(costs.map((cost) => cost.kind))) {
    const own = costs.filter((cost) => cost.kind === kind);
    const told = (field: Exclude<keyof Cost, 'kind'>) => {
      const all = own.map((cost) => cost[field]);
      return `${median(all).toFixed(3)} (${all.map((ratio) => ratio.toFixed(3)).join(' ')})`;
    };
    say(
      `${kind}, in proportion to nothing: jobs/s ${told('jobsPerSecond')}, Redis ${told('redis')}, worker ${told('worker')}`,
    );
  }
}

interface Wanted {
  readonly series: string;
  readonly rounds: string;
  readonly jobs: string;
  readonly concurrency: string;
  readonly sampled: string;
  readonly parts: string;
  readonly kinds: string;
}

/** One set of processes, on a Redis of its own. */
async function measure(redis: TestRedis, wanted: Wanted, collector: string): Promise<Cost[]> {
  const jobs = Number(wanted.jobs);
  const rounds = Number(wanted.rounds) + WARM_UP;
  const client = redis.client();
  const stores = await openStores(redis.url);
  const ask = { redisUrl: redis.url, concurrency: Number(wanted.concurrency), collector };
  const kinds = wanted.kinds.split(',');
  const contenders: Contender[] = [];
  for (const kind of KINDS.filter((one) => one === 'nothing' || kinds.includes(one))) {
    contenders.push(await contender(kind, ask, wanted.parts.split(',') as Part[]));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < contenders.length; i += 1) {
      // Who goes first changes.
      const one = contenders[(i + round) % contenders.length];
      if (one !== undefined) {
        await fill(stores, namespaceOf(one.kind), jobs, Number(wanted.sampled));
        await one.take(jobs, client);
      }
    }
  }
  report(contenders, jobs);
  for (const one of contenders) {
    const micros = await one.end();
    if (micros > 0) {
      say(`  the process that serves the reader: ${(micros / (jobs * rounds)).toFixed(2)} µs a job`);
    }
  }
  client.disconnect();
  await stores.close();
  return costsOf(contenders, jobs);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      series: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '20' },
      jobs: { type: 'string', default: '10000' },
      concurrency: { type: 'string', default: '100' },
      sampled: { type: 'string', default: '100' },
      parts: { type: 'string', default: 'metrics,history,events,traces' },
      kinds: { type: 'string', default: 'everything,listened,read' },
      out: { type: 'string' },
    },
  });
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200).end('{}'));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
  const costs: Cost[] = [];
  try {
    for (let series = 1; series <= Number(values.series); series += 1) {
      const redis = await TestRedis.start(['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']);
      say(`series ${series}, ${values.rounds} rounds`);
      try {
        costs.push(...(await measure(redis, values, url)));
      } finally {
        await redis.stop();
      }
    }
  } finally {
    collector.close();
  }
  summarize(costs);
  if (values.out !== undefined) {
    const file = join(__dirname, 'results', `${values.out}.json`);
    writeFileSync(file, `${JSON.stringify({ ...values, out: undefined, costs }, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  // Connections to a Redis that is gone would keep the process for ever.
  process.exit(1);
});
