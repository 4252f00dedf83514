// `npm run advisories [-- --required]`: known vulnerabilities of what `npm ci --omit=dev` installs. Fails where there is one.
// A registry that has no advisories is no failure, and no pass either: it says so, and --required makes it one.
import { askForAdvisories } from './lib/advisories.mjs';
import { Problem, runMain } from './lib/problem.mjs';
import { takeFlag } from './lib/test-arguments.mjs';

await runMain(async () => {
  const required = takeFlag(process.argv, '--required');
  const { unanswered, found } = await askForAdvisories();
  if (unanswered !== undefined) {
    const message = `Advisories could not be asked for: ${unanswered}`;
    if (required) {
      throw new Problem(message);
    }
    process.stdout.write(`${message}\n`);
    return 0;
  }
  if (found.length > 0) {
    throw new Problem(['There are advisories:', ...found].join('\n'));
  }
  process.stdout.write('No known vulnerabilities in what runs in production.\n');
  return 0;
});
