// Brings what is missing on this machine: dependencies, the build, redis-server. `--no-redis` leaves that out.
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup({ redis: !process.argv.includes('--no-redis') });
  return 0;
});
