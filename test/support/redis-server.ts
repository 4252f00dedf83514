import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Redis } from 'ioredis';

/** Long: a busy machine is no reason for a red test, and what was written for minutes takes its time to load (ms). */
const READY_WITHIN_MS = 30_000;

/** How often a port is taken by somebody else between its choice and its use, at most. */
const MOST_PORTS = 5;

/** A real redis-server of the test's own, on a private port, in a folder that goes with it. */
export class TestRedis {
  private constructor(
    readonly port: number,
    readonly dir: string,
    private process: ChildProcess,
    private readonly args: readonly string[],
  ) {}

  /**
   * @param args further redis-server options, for example `--appendonly yes`. Default: no persistence.
   */
  static async start(args: readonly string[] = ['--save', '', '--appendonly', 'no']): Promise<TestRedis> {
    const dir = mkdtempSync(join(tmpdir(), 'sluice-redis-'));
    for (let tried = 1; ; tried += 1) {
      const port = await freePort();
      const redis = new TestRedis(port, dir, launch(port, dir, args), args);
      try {
        await redis.untilReady();
        return redis;
      } catch (error) {
        // Somebody else was quicker to take the port.
        if (redis.process.exitCode === null || tried === MOST_PORTS) {
          await redis.kill();
          throw error;
        }
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** A plain client for the test itself, past all of our own code. The caller quits it. */
  client(): Redis {
    return new Redis(this.port, '127.0.0.1', { lazyConnect: false, maxRetriesPerRequest: 1 });
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  async kill(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exited = once(this.process, 'exit');
      this.process.kill('SIGCONT');
      this.process.kill('SIGKILL');
      await exited;
    }
  }

  /** After {@link kill}: the same port and folder again; `further` options are for this time only. */
  async restart(further: readonly string[] = [], withinMs = READY_WITHIN_MS): Promise<void> {
    await this.kill();
    this.process = launch(this.port, this.dir, [...this.args, ...further]);
    await this.untilReady(withinMs);
  }

  /**
   * As {@link restart}, but LOADING for `loadingMs`: each key takes a while until then, and the rest goes at
   * full speed. There must be keys enough for that, a millisecond each.
   */
  async restartSlowly(loadingMs: number): Promise<void> {
    const ready = this.restart(
      [...['--key-load-delay', '1000'], ...['--loading-process-events-interval-bytes', '1024']],
      loadingMs + READY_WITHIN_MS,
    );
    await new Promise((resolve) => setTimeout(resolve, loadingMs));
    // CONFIG is among what Redis answers while it loads.
    const admin = new Redis(this.port, '127.0.0.1', { enableReadyCheck: false });
    admin.on('error', () => undefined);
    await admin.config('SET', 'key-load-delay', '0');
    admin.disconnect();
    await ready;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async untilReady(withinMs = READY_WITHIN_MS): Promise<void> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const client = new Redis(this.port, '127.0.0.1', {
        lazyConnect: true,
        retryStrategy: () => null,
        // It would wait as long as Redis guesses that it will be loading; PING says at once whether it is.
        enableReadyCheck: false,
        disconnectTimeout: 20,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.ping();
        const server = await client.info('server');
        if (!server.includes(`process_id:${this.pid}\r\n`)) {
          throw new Error('the port is another one’s');
        }
        return;
      } catch (error) {
        if (performance.now() > deadline || this.process.exitCode !== null) {
          throw new Error('redis-server did not get ready', { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      } finally {
        client.disconnect();
      }
    }
  }
}

function launch(port: number, dir: string, args: readonly string[]): ChildProcess {
  return spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--maxmemory-policy',
      'noeviction',
      ...args,
    ],
    { stdio: 'ignore' },
  );
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no port');
  }
  return address.port;
}
