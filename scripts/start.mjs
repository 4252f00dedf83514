// `npm start`: brings what is missing and runs the service. Where REDIS_URL is not set, it runs a Redis of its
// own beside it, which is stopped last.
import { mkdirSync } from 'node:fs';
import { takeLauncherLock } from './lib/launcher-lock.mjs';
import { dataDir } from './lib/places.mjs';
import { PrivateRedis } from './lib/private-redis.mjs';
import { runMain } from './lib/problem.mjs';
import { endLeftOverService, forgetService, noteService } from './lib/service-note.mjs';
import { requireNodeForScripts } from './lib/runtime.mjs';
import { runService } from './lib/service-process.mjs';
import { setup } from './lib/setup.mjs';
import { SignalRelay } from './lib/signal-relay.mjs';
import { socketFolder } from './lib/socket-folder.mjs';

async function withPrivateRedis() {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const sockets = socketFolder();
  // Before the setup, which would build anew under a service that runs.
  await takeLauncherLock(sockets);
  const binary = await setup();
  const relay = new SignalRelay();
  await endLeftOverService();
  const redis = new PrivateRedis(binary, sockets);
  try {
    await redis.start();
    if (relay.stopWanted) {
      return 0;
    }
    return await runService({ ...process.env, REDIS_URL: redis.url }, relay, noteService);
  } finally {
    forgetService();
    await redis.stop();
  }
}

async function withGivenRedis() {
  await setup({ redis: false });
  return await runService(process.env, new SignalRelay());
}

await runMain(async () => {
  requireNodeForScripts();
  return process.env.REDIS_URL ? await withGivenRedis() : await withPrivateRedis();
});
