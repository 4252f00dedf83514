// `npm run test:cluster [-- -t sentinels]`: Redis with a replica and sentinels, Redis Cluster, Redis over TLS and with
// few rights, all on loopback; primaries are killed under load, and a ledger outside Redis counts.
import { runJest } from './lib/jest-run.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await runMain(async () => {
  await setup();
  const args = ['--runInBand', '--forceExit', '--selectProjects', 'cluster', ...process.argv.slice(2)];
  const { code, tally } = await runJest(args);
  process.stdout.write(`\n${tally?.passed ?? 0} passed, ${tally?.failed ?? 0} failed\n`);
  return code;
});
