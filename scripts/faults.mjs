// `npm run test:faults [-- -t F-OOM]`: breaks Redis in every way that we know, one after the other, under a
// running service, and holds what is seen to what is promised. A whole run renews the table in docs/reliability.md.
import { runJest } from './lib/jest-run.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  // Processes that a test stopped or killed may leave a pipe open; with them gone it says nothing any more.
  const args = ['--runInBand', '--forceExit', '--selectProjects', 'faults', ...process.argv.slice(2)];
  const { code, tally } = await runJest(args);
  process.stdout.write(`\n${tally?.passed ?? 0} passed, ${tally?.failed ?? 0} failed\n`);
  return code;
});
