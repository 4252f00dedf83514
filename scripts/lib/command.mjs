import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { accessSync, constants as fsConstants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './places.mjs';

/** Runs a command to its end in the project's folder, its output shown on standard error. Resolves to its exit code. */
export function run(command, args, { env = process.env, stdio = ['ignore', 2, 2] } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCode(code, signal)));
  });
}

/** The shell's convention: a process that died of signal n counts as 128 + n. */
export function exitCode(code, signal) {
  return signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
}

/** The full path of a command on the PATH, or null. */
export function which(command) {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(dir, command);
    try {
      accessSync(path, fsConstants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
}
