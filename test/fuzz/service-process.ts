import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The service that is tried, as a child. */
export class ServiceProcess {
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const child = fork(join(__dirname, 'service-host.ts'), {
      execArgv: ['--expose-gc', '-r', join(ROOT, 'bench', 'register.cjs')],
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    const collect = (chunk: string) => (output += chunk);
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [
      { port?: number },
    ];
    if (message.port === undefined) {
      throw new Error(`the service did not start:\n${output}`);
    }
    const service = new ServiceProcess(child, message.port);
    child.stdout?.on('data', (chunk: string) => (service.output += chunk));
    child.stderr?.on('data', (chunk: string) => (service.output += chunk));
    return service;
  }

  /** What it has logged. */
  get log(): string {
    return this.output;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it holds after a collection (bytes). */
  async heap(): Promise<number> {
    this.child.send('heap');
    const [{ heap }] = (await once(this.child, 'message')) as [{ heap: number }];
    return heap;
  }

  async stop(): Promise<void> {
    if (this.alive) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
  }
}
