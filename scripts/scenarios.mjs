// `npm run test:scenarios [-- -t S01]`: the slow ones of the failures that others have published, on real processes.
import { runJest } from './lib/jest-run.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  const { code } = await runJest(['--runInBand', '--selectProjects', 'scenarios', ...process.argv.slice(2)]);
  return code;
});
