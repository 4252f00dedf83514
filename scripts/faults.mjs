// `npm run test:faults [-- -t F-OOM]`: breaks Redis in every way that we know, one after the other, under a
// running service, and holds what is seen to what is promised. A whole run renews the table in docs/reliability.md.
import { runJest } from './lib/jest-run.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  const { code } = await runJest(['--runInBand', '--selectProjects', 'faults', ...process.argv.slice(2)]);
  return code;
});
