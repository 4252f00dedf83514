// `npm run test:compose`: docker-compose.yml on a real Docker: up, scale, Prometheus, restart and upgrade under load, stop.
// SLUICE_IMAGE: an image that is there already, instead of a build. SLUICE_OLD_IMAGE: the release to upgrade from.
import { run, which } from './lib/command.mjs';
import { runJest } from './lib/jest-run.mjs';
import { runMain, say } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

async function hasDocker() {
  const silent = { stdio: 'ignore' };
  return (
    which('docker') !== null &&
    (await run('docker', ['info'], silent)) === 0 &&
    (await run('docker', ['compose', 'version'], silent)) === 0
  );
}

await runMain(async () => {
  if (!(await hasDocker())) {
    say('There is no Docker with Compose v2 that answers here: its tests are skipped.');
    return 0;
  }
  await setup();
  const args = ['--runInBand', '--forceExit', '--selectProjects', 'compose', ...process.argv.slice(2)];
  const { code, tally } = await runJest(args);
  process.stdout.write(`\n${tally?.passed ?? 0} passed, ${tally?.failed ?? 0} failed\n`);
  return code;
});
