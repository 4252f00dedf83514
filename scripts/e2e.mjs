// `npm run test:e2e [-- -t name] [--shots]`: the dashboard in a real browser, on the built service and a real Redis.
// `--shots` makes the pictures in docs/dashboard anew.
import { ensureChromium } from './lib/chromium-binary.mjs';
import { runJest } from './lib/jest-run.mjs';
import { inRoot } from './lib/places.mjs';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';
import { takeFlag } from './lib/test-arguments.mjs';

await runMain(async () => {
  const rest = process.argv.slice(2);
  const shots = takeFlag(rest, '--shots') ? { SLUICE_SHOTS: inRoot('docs', 'dashboard') } : {};
  await setup();
  const env = { ...shots, SLUICE_CHROMIUM: await ensureChromium() };
  // A browser that a failed test left behind must not keep jest from its end.
  const args = ['--runInBand', '--forceExit', '--selectProjects', 'e2e', ...rest];
  const { code, tally } = await runJest(args, env);
  process.stdout.write(`\n${tally?.passed ?? 0} passed, ${tally?.failed ?? 0} failed\n`);
  return code;
});
