import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDir } from './places.mjs';
import { Problem } from './problem.mjs';

/**
 * One launcher for each data folder. The lock is a listening socket: unlike a number in a file, it ends with
 * its process, whatever that died of.
 */
export async function takeLauncherLock(socketFolder) {
  const path = join(socketFolder, 'launcher.sock');
  const refuse = () => {
    throw new Problem(
      `Sluice runs already on the data in ${dataDir}. Stop that one, or start this one with its own ` +
        'SLUICE_DATA_DIR and PORT, or set REDIS_URL so that both share one Redis.',
    );
  };
  for (let tries = 0; tries < 3; tries += 1) {
    const server = await listen(path);
    if (server !== null) {
      const ours = statSync(path).ino;
      if (tries > 0) {
        // We cleared a dead one away. So may somebody else have, at the same moment: the later one has the name.
        await sleep(100);
        if (inodeOf(path) !== ours) {
          refuse();
        }
      }
      server.unref();
      process.once('exit', () => rmSync(path, { force: true }));
      return;
    }
    if (await answers(path)) {
      refuse();
    }
    rmSync(path, { force: true });
  }
  refuse();
}

async function listen(path) {
  const server = createServer((socket) => socket.destroy());
  server.listen(path);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error.code === 'EADDRINUSE') {
      return null;
    }
    throw error;
  }
}

function answers(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function inodeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
