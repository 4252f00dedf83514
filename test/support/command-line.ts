import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The built command line, on one service, as a script runs it: without a terminal. */
export class CommandLine {
  constructor(readonly url: string) {}

  async run(args: readonly string[], { input = '', env = {} }: RunOptions = {}): Promise<Ran> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env['PATH'], SLUICE_URL: this.url, ...env },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    // It may have ended before it read anything.
    child.stdin.on('error', () => undefined).end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  }

  /** What it wrote, where it must work. */
  async text(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await this.run(args);
    if (code !== 0) {
      throw new Error(`sluice ${args.join(' ')}: exit ${code}\n${out}${err}`);
    }
    return out;
  }

  /** Its documents with `--json`, one a line. */
  async json(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>[]> {
    const text = await this.text(...args, '--json');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The command within a pseudo-terminal (util-linux' script). */
  inTerminal(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const command = ['exec', process.execPath, MAIN, ...args].join(' ');
    return spawn('script', ['-qfec', command, '/dev/null'], {
      env: { PATH: process.env['PATH'], SLUICE_URL: this.url, TERM: 'xterm', ...env },
    });
  }
}
