// `npm test [-- jest's arguments]`: brings what is missing and runs the tests. `--fast` leaves out the slow
// kinds; `--property [--runs n] [--seed n]` runs the property tests alone. Ends with "N passed, N failed".
import { runJest } from './lib/jest-run.mjs';
import { Problem, runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';
import { takeFlag, takeOption } from './lib/test-arguments.mjs';

const select = (...kinds) => ['--selectProjects', ...kinds];

/**
 * The runs of jest, one after the other: acceptance tests start whole processes, some of which have a second to end in,
 * so the ones that keep all cores busy do not run beside them. A process that a failed one left behind must not keep
 * jest from its end.
 */
function plan(args) {
  if (takeFlag(args, '--fast')) {
    return [{ args: [...args, ...select('unit', 'contract', 'integration')] }];
  }
  if (takeFlag(args, '--property')) {
    const env = {
      SLUICE_PROPERTY_RUNS: takeOption(args, '--runs'),
      // In `npm test` the seed is fixed; this looks for what that one misses.
      SLUICE_PROPERTY_SEED: takeOption(args, '--seed') ?? String(Date.now() % 2 ** 31),
    };
    process.stdout.write(`seed ${env.SLUICE_PROPERTY_SEED}\n`);
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
    return [{ args: [...args, ...select('property')], env: given }];
  }
  if (args.length > 0) {
    return [{ args }];
  }
  return [
    { args: select('unit', 'contract', 'integration', 'property', 'simulation') },
    { args: ['--forceExit', ...select('acceptance')] },
  ];
}

await runMain(async () => {
  const runs = plan(process.argv.slice(2));
  await setup();
  const total = { passed: 0, failed: 0, skipped: 0 };
  let exitCode = 0;
  for (const { args, env } of runs) {
    const { code, tally } = await runJest(args, env);
    exitCode ||= code;
    for (const key of Object.keys(total)) {
      total[key] += tally?.[key] ?? 0;
    }
    if (tally === null && code === 0 && !args.some((arg) => /^--(list|show|version|help|clear)/.test(arg))) {
      throw new Problem('jest ended without a result.');
    }
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return exitCode;
});
