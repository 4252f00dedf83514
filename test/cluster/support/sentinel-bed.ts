import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';

const NAME = 'mymaster';
const WITHIN_MS = 60_000;

/** Shared by the Redis processes of these tests: synced at once, and on disk every second. */
export const REDIS_ARGS = [
  ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'],
  ...['--repl-diskless-sync-delay', '0'],
];

interface Sentinel {
  readonly port: number;
  readonly dir: string;
  readonly process: ChildProcess;
}

/** A primary, a replica of it, and three sentinels that watch over both, on loopback. */
export class SentinelBed {
  private readonly all: TestRedis[] = [];
  private readonly sentinels: Sentinel[] = [];

  static async start(): Promise<SentinelBed> {
    const bed = new SentinelBed();
    try {
      await bed.begin();
    } catch (error) {
      await bed.stop();
      throw error;
    }
    return bed;
  }

  get url(): string {
    const hosts = this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
    return `redis+sentinel://${hosts}?name=${NAME}`;
  }

  /** The Redis that most of the sentinels send clients to. */
  async primary(): Promise<TestRedis> {
    const votes = await Promise.all(this.sentinels.map(({ port }) => primaryPort(port)));
    const found = this.all.find(
      ({ port }) => votes.filter((vote) => vote === port).length * 2 > votes.length,
    );
    if (found === undefined) {
      throw new Error(`the sentinels do not agree: ${votes.join(', ')}`);
    }
    return found;
  }

  /** The replica hears nothing of the primary any more, and keeps what it has. */
  async cutReplica(): Promise<void> {
    const primary = await this.primary();
    for (const { port } of this.all.filter((redis) => redis !== primary)) {
      await admin(port, (redis) => redis.replicaof('127.0.0.1', 1));
    }
  }

  /** SIGKILL, and nobody starts it again. */
  async killPrimary(): Promise<TestRedis> {
    const primary = await this.primary();
    await primary.kill();
    return primary;
  }

  async untilPrimaryIsNot(old: TestRedis): Promise<void> {
    const moved = async () => (await this.primary().catch(() => old)) !== old;
    await untilTrue(moved, WITHIN_MS, () => 'no other primary');
  }

  /** Starts one that was killed as a replica of the primary, and waits until it has caught up. */
  async bringBack(old: TestRedis): Promise<void> {
    const primary = await this.primary();
    await old.restart(['--replicaof', '127.0.0.1', String(primary.port)]);
    await untilReplicas(primary, 1);
    await this.untilWatched();
  }

  async stop(): Promise<void> {
    for (const { process, dir } of this.sentinels) {
      if (process.exitCode === null && process.signalCode === null) {
        const ended = once(process, 'exit');
        process.kill('SIGKILL');
        await ended;
      }
      rmSync(dir, { recursive: true, force: true });
    }
    await Promise.all(this.all.map((redis) => redis.stop()));
  }

  private async begin(): Promise<void> {
    const primary = await TestRedis.start(REDIS_ARGS);
    this.all.push(primary);
    // By command and not by argument: after a restart it is what it is told then.
    const replica = await TestRedis.start(REDIS_ARGS);
    this.all.push(replica);
    await admin(replica.port, (redis) => redis.replicaof('127.0.0.1', primary.port));
    await untilReplicas(primary, 1);
    for (let count = 0; count < 3; count += 1) {
      this.sentinels.push(await launchSentinel(primary.port));
    }
    await this.untilWatched();
  }

  /** Until a failover could begin: all know each other and the replica. */
  private async untilWatched(): Promise<void> {
    const watched = async () => {
      const views = await Promise.all(this.sentinels.map(({ port }) => viewOf(port)));
      return views.every(
        (view) =>
          view.get('flags') === 'master' &&
          view.get('num-other-sentinels') === '2' &&
          Number(view.get('num-slaves')) >= 1,
      );
    };
    await untilTrue(
      () => watched().catch(() => false),
      WITHIN_MS,
      () => 'the sentinels do not see all',
    );
  }
}

/** Until so many replicas of it have caught up. */
export async function untilReplicas(primary: TestRedis, count: number): Promise<void> {
  const online = async () =>
    (await admin(primary.port, (redis) => redis.info('replication'))).match(/state=online/g)?.length ===
    count;
  await untilTrue(
    () => online().catch(() => false),
    WITHIN_MS,
    () => 'the replica does not catch up',
  );
}

/** One question to a process that may have no data to serve. */
export async function admin<T>(port: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', {
    enableReadyCheck: false,
    retryStrategy: () => null,
    commandTimeout: 5_000,
  });
  redis.on('error', () => undefined);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

async function launchSentinel(primaryPort: number): Promise<Sentinel> {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-sentinel-'));
  const port = await freePort();
  const file = join(dir, 'sentinel.conf');
  writeFileSync(
    file,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${primaryPort} 2`,
      `sentinel down-after-milliseconds ${NAME} 1500`,
      `sentinel failover-timeout ${NAME} 10000`,
      '',
    ].join('\n'),
  );
  return { port, dir, process: spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' }) };
}

async function primaryPort(sentinelPort: number): Promise<number> {
  const reply = await admin(sentinelPort, (redis) => redis.call('SENTINEL', 'get-master-addr-by-name', NAME));
  return Number((reply as readonly string[])[1]);
}

async function viewOf(sentinelPort: number): Promise<ReadonlyMap<string, string>> {
  const flat = (await admin(sentinelPort, (redis) =>
    redis.call('SENTINEL', 'master', NAME),
  )) as readonly string[];
  return new Map(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])));
}
