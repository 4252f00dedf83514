import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command of a document, and what it says comes out; `…` stands for anything. */
export interface ConsoleExample {
  readonly command: string;
  readonly expected: string;
}

/** The commands in the `console` blocks of a Markdown file, in order. */
export function consoleExamples(file: string): ConsoleExample[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```console\n(.*?)^```$/gms)];
  return blocks.flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const [command = '', ...lines] = text.trimEnd().split('\n');
        return { command, expected: lines.join('\n') };
      }),
  );
}

/** What npx finds in the project's folder; npx itself takes a second each time. */
const COMMAND = join(__dirname, '..', '..', 'scripts', 'sluice.mjs');

/** Runs an example as a reader would, but on the service and the Redis given, and in a folder of its own. */
export function runExample(
  command: string,
  at: { readonly port: number; readonly redisPort: number; readonly folder: string },
): string {
  const script = `redis-cli() { command redis-cli -p ${at.redisPort} "$@"; }
    npx() { [ "$1" = sluice ] && shift && node "${COMMAND}" "$@"; }
    set -o pipefail
    export SLUICE_URL=http://127.0.0.1:${at.port}
    ${command.replaceAll('curl ', 'curl -sS ').replaceAll('localhost:8080', `127.0.0.1:${at.port}`)}`;
  return execFileSync('bash', ['-c', script], {
    encoding: 'utf8',
    timeout: 60_000,
    cwd: at.folder,
  }).trimEnd();
}

/** What is expected, as a pattern. */
export function asPattern(expected: string): RegExp {
  const literal = expected.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^]*?')}$`);
}
