#!/usr/bin/env node
// `npx sluice` in a clone: the built command line, built first where it is not there. A file of its own, because
// what the compiler writes is not executable.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runMain } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (!existsSync(fileURLToPath(main))) {
  await runMain(async () => {
    await setup({ redis: false });
    return 0;
  });
}
await import(main.href);
