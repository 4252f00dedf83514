// `npm run test:chaos [-- --plan storm|rolling|redis-kill --minutes n --seed n --fsync always|everysec]`:
// brings what is missing, and breaks a cluster in every way while it works. Exit code 0 if it kept its promises.
import { run } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  return run(serviceNode(), ['-r', './bench/register.cjs', 'test/chaos/run.ts', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
});
