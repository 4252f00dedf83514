// `npm run test:observe [-- -t traces]`: what Sluice tells, as those see it who listen: a real Prometheus, a receiver
// of traces, a reader of logs, on real processes.
import { runJest } from './lib/jest-run.mjs';
import { runMain, say } from './lib/problem.mjs';
import { pathWithPrometheus } from './lib/prometheus-binary.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  const path = await pathWithPrometheus();
  if (path === null) {
    say('There is no prometheus here and no apt-get that brings it: its tests are skipped.');
  }
  const env = path === null ? {} : { PATH: path, SLUICE_TEST_PROMETHEUS: 'yes' };
  const args = ['--runInBand', '--forceExit', '--selectProjects', 'observe', ...process.argv.slice(2)];
  const { code, tally } = await runJest(args, env);
  const skipped = (tally?.skipped ?? 0) > 0 ? `, ${tally.skipped} skipped` : '';
  process.stdout.write(`\n${tally?.passed ?? 0} passed, ${tally?.failed ?? 0} failed${skipped}\n`);
  return code;
});
