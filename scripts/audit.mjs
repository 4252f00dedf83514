// `npm run audit -- --redis URL [--namespace N] [--repair] [--json]`: looks for broken invariants in what Redis holds.
import { run } from './lib/command.mjs';
import { inRoot } from './lib/places.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

const CANNOT_RUN = 2;

await runMain(async () => {
  try {
    await setup({ redis: false });
  } catch (error) {
    error.exitCode = CANNOT_RUN;
    throw error;
  }
  return run(serviceNode(), [inRoot('dist', 'persistence', 'audit', 'main.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
});
