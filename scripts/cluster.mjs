// `npm run test:cluster [-- -t sentinels]`: Redis with a replica and sentinels, Redis Cluster, Redis over TLS and with
// few rights, all on loopback; primaries are killed under load, and a ledger outside Redis counts. Without arguments
// the suites of the API run on each kind as well.
import { runJest } from './lib/jest-run.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

const KINDS = ['sentinel', 'cluster', 'rights'];
const SUITES = ['jobs', 'groups', 'dependencies', 'queues', 'schedules', 'many-jobs'];

await runMain(async () => {
  await setup();
  const given = process.argv.slice(2);
  const runs = [await runJest(['--runInBand', '--forceExit', '--selectProjects', 'cluster', ...given])];
  for (const kind of given.length === 0 ? KINDS : []) {
    process.stdout.write(`\nThe API on Redis: ${kind}\n`);
    const suites = [`test/integration/http/(${SUITES.join('|')})\\.spec`, 'test/integration/leases/leases'];
    // The paths first: what follows --selectProjects would count as one of them.
    const args = [...suites, '--maxWorkers=2', '--forceExit', '--selectProjects', 'integration'];
    runs.push(await runJest(args, { SLUICE_TEST_REDIS: kind }));
  }
  const sum = (field) => runs.reduce((total, { tally }) => total + (tally?.[field] ?? 0), 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
  return runs.find(({ code }) => code !== 0)?.code ?? 0;
});
