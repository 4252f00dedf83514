import { existsSync, mkdirSync, openSync, closeSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawn } from 'node:child_process';
import { exitCode, which } from './command.mjs';
import { inRoot } from './places.mjs';
import { say } from './problem.mjs';

const folder = inRoot('.cache', 'prometheus');
const binFolder = join(folder, 'root', 'usr', 'bin');

/**
 * The PATH on which `prometheus` and `promtool` are: the one that there is, or one with Debian's package unpacked
 * beside the project (not installed: that would start a service, and need root). Null where neither works.
 */
export async function pathWithPrometheus() {
  if (which('prometheus') !== null && which('promtool') !== null) {
    return process.env.PATH;
  }
  if (!existsSync(join(binFolder, 'promtool')) && !(await unpack())) {
    return null;
  }
  return `${process.env.PATH}${delimiter}${binFolder}`;
}

async function unpack() {
  if (which('apt-get') === null || which('dpkg-deb') === null) {
    return false;
  }
  say('prometheus is not there; unpacking Debian’s package beside the project …');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(folder, 'apt.log'), 'w');
  try {
    if ((await run('apt-get', ['-q', 'download', 'prometheus'], log)) !== 0) {
      return false;
    }
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    return (
      archive !== undefined &&
      (await run('dpkg-deb', ['--extract', join(folder, archive), join(folder, 'root')], log)) === 0
    );
  } finally {
    closeSync(log);
  }
}

/** `apt-get download` writes into the folder that it runs in. */
function run(command, args, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', log, log] });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCode(code, signal)));
  });
}
