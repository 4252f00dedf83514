import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { untilTrue } from './until';
import { freePort } from './redis-server';

const ROOT = join(__dirname, '..', '..');

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the last {@link Service.signal} to the exit. */
  readonly afterMs: number;
}

export interface ServiceOptions {
  /** What to run; default: the built service itself. */
  readonly command?: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** A real Sluice process of the test's own: real port, real signals, its output kept. */
export class Service {
  private output = '';
  private signalledAt = 0;
  private exit: Exit | null = null;
  private readonly ended: Promise<unknown>;

  private constructor(
    readonly port: number,
    private readonly process: ChildProcess,
  ) {
    const collect = (chunk: string) => (this.output += chunk);
    process.stdout?.setEncoding('utf8').on('data', collect);
    process.stderr?.setEncoding('utf8').on('data', collect);
    const closed = once(process, 'close');
    this.ended = once(process, 'exit').then(async ([code, signal]) => {
      const afterMs = performance.now() - this.signalledAt;
      // Then the output is whole; but a process of its own that it left behind may hold the pipe open.
      await Promise.race([closed, setTimeout(1_000)]);
      this.exit = {
        code: code as number | null,
        signal: signal as NodeJS.Signals | null,
        afterMs,
      };
    });
  }

  /** Starts a process and waits until it is ready for work. */
  static async start(options: ServiceOptions): Promise<Service> {
    const service = await Service.launch(options);
    await service.ready();
    return service;
  }

  /** Starts a process and waits for nothing. */
  static async launch({ env, command }: ServiceOptions): Promise<Service> {
    // The port of one that has ended may be asked for.
    const port = env['PORT'] === undefined ? await freePort() : Number(env['PORT']);
    const [file, ...args] = command ?? [process.execPath, join(ROOT, 'dist', 'main.js')];
    const child = spawn(file, args, {
      cwd: ROOT,
      // Nothing of the tester's own settings: only what finds programs, and what the test says.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that a test can do what a terminal does on Ctrl-C.
      detached: true,
    });
    return new Service(port, child);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** All that it has written so far, both streams. */
  get log(): string {
    return this.output;
  }

  async ready(withinMs = 20_000): Promise<void> {
    await untilTrue(
      async () => {
        if (this.exit !== null) {
          throw new Error(`the service ended (${JSON.stringify(this.exit)}):\n${this.output}`);
        }
        const response = await fetch(`${this.url}/health/ready`).catch(() => null);
        await response?.body?.cancel();
        return response?.ok === true;
      },
      withinMs,
      () => `the service did not get ready:\n${this.output}`,
    );
  }

  signal(name: NodeJS.Signals): void {
    this.signalledAt = performance.now();
    this.process.kill(name);
  }

  /** To the whole process group, as a terminal does. */
  signalGroup(name: NodeJS.Signals): void {
    this.signalledAt = performance.now();
    process.kill(-this.pid, name);
  }

  async exited(withinMs = 60_000): Promise<Exit> {
    const enough = new AbortController();
    const late = setTimeout(withinMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([this.ended, late]);
    enough.abort();
    if (this.exit === null) {
      throw new Error(`the service did not end within ${withinMs} ms:\n${this.output}`);
    }
    return this.exit;
  }

  /** For the end of a test, whatever state it is in. */
  async kill(): Promise<void> {
    if (this.exit === null) {
      this.process.kill('SIGKILL');
      await this.ended;
    }
  }
}
