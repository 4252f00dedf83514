#!/usr/bin/env node
// `npx sluice` in a clone: the built command line, built first where it is not there. A file of its own, because
// what the compiler writes is not executable.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';
import { isNodeForService, serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (!existsSync(fileURLToPath(main))) {
  await runMain(async () => {
    await setup({ redis: false });
    return 0;
  });
}
if (isNodeForService()) {
  await import(main.href);
} else {
  // A machine's own Node that is too old: npx finds the pinned one only once it is there. Ctrl-C is the command's to heed.
  process.on('SIGINT', () => undefined);
  const command = [fileURLToPath(main), ...process.argv.slice(2)];
  await runMain(() => run(serviceNode(), command, { stdio: 'inherit' }));
}
