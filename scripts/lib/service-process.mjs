import { spawn } from 'node:child_process';
import { exitCode } from './command.mjs';
import { inRoot, root } from './places.mjs';
import { serviceNode } from './runtime.mjs';

export const serviceMain = inRoot('dist', 'main.js');

/**
 * Runs the service to its end and resolves to its exit code. It has a process group of its own, so that it
 * gets each signal once, from the relay, and a closed terminal drains it instead of killing it.
 */
export function runService(env, relay, onSpawn = () => undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(serviceNode(), ['--enable-source-maps', serviceMain], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    relay.passTo(child);
    child.once('spawn', () => onSpawn(child.pid));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCode(code, signal)));
  });
}
