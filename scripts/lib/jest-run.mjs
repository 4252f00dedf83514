import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './command.mjs';
import { inRoot } from './places.mjs';
import { serviceNode } from './runtime.mjs';

const reporter = join(dirname(fileURLToPath(import.meta.url)), 'tally-reporter.cjs');

/** Runs jest and resolves to its exit code and its numbers; no numbers if it did not come to its end. */
export async function runJest(args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'));
  const tallyFile = join(folder, 'tally.json');
  try {
    const code = await run(
      serviceNode(),
      // The reporters last: jest takes every bare word behind them for a further one.
      [
        inRoot('node_modules', 'jest', 'bin', 'jest.js'),
        ...args,
        '--reporters=default',
        `--reporters=${reporter}`,
      ],
      { env: { ...process.env, ...env, SLUICE_TALLY_FILE: tallyFile }, stdio: 'inherit' },
    );
    return { code, tally: readTally(tallyFile) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readTally(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
