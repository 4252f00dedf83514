// `npm run bench [-- --rows settle-100,http --peers bullmq --rounds n --quick --out name]`: brings what is missing and measures.
// `npm run bench -- observed [--rounds n]`: what it costs to be watched. `npm run bench -- scrape`: what /metrics takes.
// `npm run bench -- shards`: three namespaces on one Redis and on a cluster of three.
import { run } from './lib/command.mjs';
import { runMain } from './lib/problem.mjs';
import { serviceNode } from './lib/runtime.mjs';
import { setup } from './lib/setup.mjs';

const OTHERS = ['observed', 'scrape', 'shards'];

await runMain(async () => {
  const args = process.argv.slice(2);
  const program = OTHERS.includes(args[0]) ? args.shift() : 'run';
  await setup();
  return run(serviceNode(), ['-r', './bench/register.cjs', `bench/${program}.ts`, ...args], {
    stdio: 'inherit',
  });
});
