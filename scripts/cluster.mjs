// `npm run test:cluster [-- -t sentinels]`: Redis with a replica and sentinels, Redis Cluster, Redis over TLS and with
// few rights, all on loopback; primaries are killed under load, and a ledger outside Redis counts. Without arguments
// the suites of the API run on each kind as well.
import { runJest } from './lib/jest-run.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

const KINDS = ['sentinel', 'cluster', 'rights'];
const SUITES = ['jobs', 'groups', 'dependencies', 'queues', 'schedules', 'many-jobs'];

/** Of these suites, which are long, what depends on the kind of Redis: many scripts at once, and the feed of events. */
const EXCERPTS = ['bulk', 'atomic-bulk', 'events'];
const IN_EXCERPTS = [
  'answers for each job in order',
  'knows the jobs again by an Idempotency-Key',
  'stores each line once when the same bulk',
  'takes exactly as many jobs as fit',
  'stores jobs that depend on each other',
  'each request is whole or not there at all',
  'tells how jobs end by themselves',
  'from the moment it is open',
  'also where another replica gave out the job',
  'goes on behind the last event',
  'says gap where nobody listened',
];

/** Runs the suites of the API on this kind of Redis: whole ones, then what is named of the long ones. */
async function runApiOn(kind) {
  const file = (names) => `test/integration/http/(${names.join('|')})\\.spec`;
  // The paths first: what follows --selectProjects would count as one of them.
  const rest = ['--maxWorkers=2', '--forceExit', '--selectProjects', 'integration'];
  const env = { SLUICE_TEST_REDIS: kind };
  return [
    await runJest([file(SUITES), 'test/integration/leases/leases', ...rest], env),
    await runJest([file(EXCERPTS), '-t', IN_EXCERPTS.join('|'), ...rest], env),
  ];
}

await runMain(async () => {
  await setup();
  const given = process.argv.slice(2);
  const runs = [await runJest(['--runInBand', '--forceExit', '--selectProjects', 'cluster', ...given])];
  for (const kind of given.length === 0 ? KINDS : []) {
    process.stdout.write(`\nThe API on Redis: ${kind}\n`);
    runs.push(...(await runApiOn(kind)));
  }
  const sum = (field) => runs.reduce((total, { tally }) => total + (tally?.[field] ?? 0), 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
  return runs.find(({ code }) => code !== 0)?.code ?? 0;
});
