// `npm run bench [-- --rows settle-100,http --peers bullmq --rounds n --quick --out name]`: brings what is missing and measures.
import { run } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  return run(serviceNode(), ['-r', './bench/register.cjs', 'bench/run.ts', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
});
