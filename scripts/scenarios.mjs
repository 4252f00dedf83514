// `npm run test:scenarios [-- -t S01]`: the slow ones of the failures that others have published, on real processes.
import { runJest } from './lib/jest-run.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  // Processes that a test stopped or killed may leave a pipe open; with them gone it says nothing any more.
  const args = ['--runInBand', '--forceExit', '--selectProjects', 'scenarios', ...process.argv.slice(2)];
  const { code, tally } = await runJest(args);
  process.stdout.write(`\n${tally?.passed ?? 0} passed, ${tally?.failed ?? 0} failed\n`);
  return code;
});
