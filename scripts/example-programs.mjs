// `node scripts/example-programs.mjs`: brings the programs that the examples are written for, so that none of their tests
// is skipped. CI asks for it; `npm test` alone does without, and says by name what it skips.
import { installWithApt } from './lib/apt.mjs';
import { which } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';

await runMain(async () => {
  for (const program of ['curl', 'jq', 'python3']) {
    if (which(program) === null) {
      await installWithApt(program, 'Without it the tests of its example are skipped.');
    }
  }
  return 0;
});
