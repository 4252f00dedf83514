// `npm run test:fuzz [-- --requests n --seed n]`: brings what is missing, and sends the service requests made from its
// own /openapi.json, most of them wrong. Exit code 0 if every answer is one that the document knows.
import { run } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  return run(serviceNode(), ['-r', './bench/register.cjs', 'test/fuzz/run.ts', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
});
