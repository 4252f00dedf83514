// `npm run simulate -- [--seeds n] [--from seed] [--seed n] [--planted name]`: whole clusters on virtual time.
import { run } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  return run(
    serviceNode(),
    ['-r', './bench/register.cjs', 'test/simulation/run.ts', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
});
