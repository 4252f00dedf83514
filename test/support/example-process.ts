import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** Whether all of these programs are on this machine. */
export function hasPrograms(...names: readonly string[]): boolean {
  return names.every((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
}

/** A program of examples/, run as its README says. */
export class ExampleProcess {
  private output = '';
  private readonly ended: Promise<unknown>;

  private constructor(private readonly process: ChildProcess) {
    const collect = (chunk: string) => (this.output += chunk);
    process.stdout?.setEncoding('utf8').on('data', collect);
    process.stderr?.setEncoding('utf8').on('data', collect);
    this.ended = once(process, 'close');
  }

  static start(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): ExampleProcess {
    const child = spawn(program, args, {
      cwd: EXAMPLES,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return new ExampleProcess(child);
  }

  get log(): string {
    return this.output;
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** Its exit code; null after a signal. */
  async exited(): Promise<number | null> {
    await this.ended;
    return this.process.exitCode;
  }

  /** With all that it started; for the end of a test, whatever state it is in. */
  async kill(): Promise<void> {
    const { pid } = this.process;
    if (pid !== undefined) {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
      await this.ended;
    }
  }
}
