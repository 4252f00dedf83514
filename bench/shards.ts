import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClusterBed } from '../test/cluster/support/cluster-bed';
import { TestRedis } from '../test/support/redis-server';
import { redisCpuMicros } from './measure';
import { benchJob, LIMITS, openStores } from './peers/sluice';
import { BULK, PAYLOAD } from './peers/tasks';
import { median } from './statistics';
import { TurnWorker } from './turns/turn-worker';

/**
 * Three namespaces on one Redis, and the same three on a cluster of three primaries, one on each. A worker process for
 * each namespace; the three of a place settle their jobs at the same time, and the places take turns.
 *
 * On a machine with fewer processors than processes this cannot show how many jobs a second three machines would do. It
 * shows whether a cluster costs anything: the processor time of a job, in Redis and in the worker.
 */
const SHARDS = 3;
const CONCURRENCY = 100;
/** Turns before the first that counts: code gets fast as it runs. */
const WARM_UP = 5;

interface Figures {
  readonly jobsPerSecond: number[];
  /** µs a job, of all Redis processes together. */
  readonly redis: number[];
}

/** One Redis, or a cluster, with a worker for each namespace. */
class Place {
  readonly figures: Figures = { jobsPerSecond: [], redis: [] };
  private readonly clients;
  private before = 0;
  private after = 0;

  private constructor(
    readonly name: string,
    servers: readonly TestRedis[],
    private readonly stores: Awaited<ReturnType<typeof openStores>>,
    private readonly namespaces: readonly string[],
    private readonly workers: readonly TurnWorker[],
  ) {
    this.clients = servers.map((redis) => redis.client());
  }

  static async open(
    name: string,
    redisUrl: string,
    servers: readonly TestRedis[],
    namespaces: readonly string[],
  ): Promise<Place> {
    const stores = await openStores(redisUrl);
    const workers = await Promise.all(
      namespaces.map((namespace) =>
        TurnWorker.start({ redisUrl, namespace, concurrency: CONCURRENCY, parts: [] }),
      ),
    );
    return new Place(name, servers, stores, namespaces, workers);
  }

  /** @param jobs of each namespace */
  async take(jobs: number, counts: boolean): Promise<void> {
    for (const namespace of this.namespaces) {
      for (let left = jobs; left > 0; left -= BULK) {
        const some = Array.from({ length: Math.min(BULK, left) }, () => benchJob(PAYLOAD));
        await this.stores.namespace(namespace).enqueue(some, LIMITS);
      }
    }
    const redisBefore = await this.redisMicros();
    const began = performance.now();
    const turns = await Promise.all(this.workers.map((worker) => worker.take(jobs)));
    const elapsedMs = performance.now() - began;
    const redis = (await this.redisMicros()) - redisBefore;
    const all = jobs * this.workers.length;
    const cpu = turns.reduce((sum, { allCpuMicros }) => sum + allCpuMicros, 0);
    if (counts) {
      this.figures.jobsPerSecond.push((all / elapsedMs) * 1_000);
      this.figures.redis.push(redis / all);
      this.after = cpu;
    } else {
      this.before = cpu;
    }
  }

  /** Processor time of a worker for a job (µs). */
  workerCpu(jobs: number): number {
    return (this.after - this.before) / (this.figures.redis.length * jobs * this.workers.length);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.end()));
    this.clients.forEach((client) => client.disconnect());
    await this.stores.close();
  }

  private async redisMicros(): Promise<number> {
    const each = await Promise.all(this.clients.map(redisCpuMicros));
    return each.reduce((sum, micros) => sum + micros, 0);
  }
}

async function measure(places: readonly Place[], rounds: number, jobs: number) {
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    for (let i = 0; i < places.length; i += 1) {
      // Who goes first changes.
      await places[(i + round) % places.length]?.take(jobs, round >= WARM_UP);
    }
  }
  return places.map((place) => {
    const worker = place.workerCpu(jobs);
    const [speed, redis] = [median(place.figures.jobsPerSecond), median(place.figures.redis)];
    process.stdout.write(
      `${place.name}: ${speed.toFixed(0)} jobs/s of ${SHARDS} namespaces together; µs a job: ` +
        `Redis ${redis.toFixed(1)}, worker ${worker.toFixed(1)}\n`,
    );
    return { name: place.name, worker, ...place.figures };
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      jobs: { type: 'string', default: '10000' },
      out: { type: 'string' },
    },
  });
  const cluster = await ClusterBed.start(SHARDS, 0);
  const alone = await TestRedis.start(['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']);
  try {
    const namespaces = cluster.namespaces('shard-');
    const places = [
      await Place.open('one Redis', alone.url, [alone], namespaces),
      await Place.open('a cluster of three', cluster.url, cluster.primaries, namespaces),
    ];
    const measured = await measure(places, Number(values.rounds), Number(values.jobs));
    await Promise.all(places.map((place) => place.close()));
    if (values.out !== undefined) {
      const file = join(__dirname, 'results', `${values.out}.json`);
      writeFileSync(file, `${JSON.stringify({ ...values, out: undefined, measured }, null, 2)}\n`);
    }
  } finally {
    await cluster.stop();
    await alone.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  // Connections to a Redis that is gone would keep the process for ever.
  process.exit(1);
});
