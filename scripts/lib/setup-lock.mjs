import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from './places.mjs';
import { say } from './problem.mjs';

const path = inRoot('.cache', 'setup.lock');

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function take() {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    return false;
  }
}

function holder() {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

/** Runs `task` while no other setup runs in this folder: two `npm ci` at once leave a broken node_modules. */
export async function whileAlone(task) {
  mkdirSync(inRoot('.cache'), { recursive: true });
  for (let waited = 0; !take(); waited += 1) {
    const pid = holder();
    // Empty for this long: whoever made it died before it could write its number.
    const abandoned = pid > 0 ? !isAlive(pid) : waited > 20;
    if (abandoned) {
      rmSync(path, { force: true });
      continue;
    }
    if (waited === 10) {
      say(`Waiting for another setup in this folder (process ${pid}) …`);
    }
    await sleep(100);
  }
  try {
    return await task();
  } finally {
    rmSync(path, { force: true });
  }
}
