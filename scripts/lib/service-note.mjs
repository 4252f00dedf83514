import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDir } from './places.mjs';
import { Problem, say } from './problem.mjs';
import { serviceMain } from './service-process.mjs';

const path = join(dataDir, 'service.pid');

/** Which process is the service, for the next launcher in case this one is killed. */
export const noteService = (pid) => writeFileSync(path, String(pid));
export const forgetService = () => rmSync(path, { force: true });

/** A launcher that was killed leaves its service behind, which holds the port. It is drained first. */
export async function endLeftOverService() {
  const pid = leftOver();
  if (pid === null) {
    return;
  }
  say(`A service of an earlier run is still there (process ${pid}); it is drained first.`);
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; leftOver() === pid; waited += 1) {
    if (waited > 600) {
      throw new Problem(`Process ${pid} does not end. End it, then start again.`);
    }
    await sleep(100);
  }
}

function leftOver() {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // The number may be another process's by now.
    return pid > 0 && commandLine(pid).includes(serviceMain) ? pid : null;
  } catch {
    return null;
  }
}

function commandLine(pid) {
  if (process.platform === 'linux') {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  }
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}
