// `npm run audit -- --redis URL [--namespace N] [--repair] [--json]`: looks for broken invariants in what Redis holds.
// Where neither --redis nor REDIS_URL says which, it is the private one of `npm start`, if that runs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './lib/command.mjs';
import { inRoot } from './lib/places.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';
import { socketFolder } from './lib/socket-folder.mjs';

const CANNOT_RUN = 2;

function environment() {
  const socket = join(socketFolder(), 'redis.sock');
  return process.env.REDIS_URL || !existsSync(socket)
    ? process.env
    : { ...process.env, REDIS_URL: `unix://${encodeURI(socket)}` };
}

await runMain(async () => {
  try {
    await setup({ redis: false });
  } catch (error) {
    error.exitCode = CANNOT_RUN;
    throw error;
  }
  return run(serviceNode(), [inRoot('dist', 'persistence', 'audit', 'main.js'), ...process.argv.slice(2)], {
    env: environment(),
    stdio: 'inherit',
  });
});
