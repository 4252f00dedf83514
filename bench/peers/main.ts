import type { Assignment } from '../assignment';
import { openPeer } from './open-peer';
import { perform } from './tasks';

/** A process of one peer: does what its argument asks, prints what was measured, and ends. */
async function main(): Promise<void> {
  const ask = JSON.parse(process.argv[2] ?? '{}') as Assignment;
  const peer = await openPeer(ask.peer, ask.redisPort);
  const measured = await perform(peer, ask);
  process.stdout.write(`${JSON.stringify(measured)}\n`);
  process.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
