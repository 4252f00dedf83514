// `npm run soak [-- --minutes n --out path]`: brings what is missing, and runs a cluster for a long time; what it
// holds goes to docs/soak as CSV and SVG. Exit code 0 if all of it is flat after warm-up.
import { run } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  return run(serviceNode(), ['-r', './bench/register.cjs', 'test/soak/run.ts', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
});
