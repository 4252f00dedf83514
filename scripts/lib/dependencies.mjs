import { readFileSync } from 'node:fs';
import { Problem, say } from './problem.mjs';
import { run } from './command.mjs';
import { npmCommand } from './npm.mjs';
import { hasPinnedNode } from './runtime.mjs';
import { inRoot } from './places.mjs';

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
};

/**
 * Whether node_modules holds what the lock file says. npm notes at the end of each install what it put there,
 * so an interrupted one, or one from an older lock file, shows. Packages for other platforms are left out.
 */
function isInstalled() {
  const wanted = readJson(inRoot('package-lock.json'));
  const there = readJson(inRoot('node_modules', '.package-lock.json'));
  if (wanted === null) {
    throw new Problem('package-lock.json is missing or broken.');
  }
  return (
    there !== null &&
    Object.entries(wanted.packages).every(
      ([path, { version, integrity, optional }]) =>
        path === '' ||
        (there.packages[path]?.version === version && there.packages[path]?.integrity === integrity) ||
        (optional && there.packages[path] === undefined),
    )
  );
}

async function npm(...args) {
  const [command, first] = npmCommand();
  const code = await run(command, [...first, ...args, '--loglevel=error', '--no-audit', '--no-fund']);
  if (code !== 0) {
    throw new Problem(`\`npm ${args[0]}\` ended with code ${code}.`);
  }
}

/** Brings node_modules in line with the lock file, from the pinned Node to the last package. */
export async function ensureDependencies() {
  if (!isInstalled()) {
    say('Installing the dependencies of package-lock.json (about half a minute) …');
    await npm('ci', '--include=dev');
  }
  if (!hasPinnedNode()) {
    // Where install scripts are switched off, npm ci leaves this one without its binary.
    await npm('rebuild', 'node', '--ignore-scripts=false');
  }
}
