import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Problem, say } from './problem.mjs';
import { run } from './command.mjs';
import { serviceNode } from './runtime.mjs';
import { inRoot, root } from './places.mjs';

const stamp = inRoot('dist', '.sources');

/** Fingerprint of everything that the build reads: it changes with each edit, and back when the edit is undone. */
function fingerprint() {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(inRoot(path)))
      .update('\0');
  const files = ['src', 'web']
    .flatMap((folder) => readdirSync(inRoot(folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
  for (const path of [
    ...files.sort(),
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'scripts/build-web.mjs',
    'package.json',
  ]) {
    add(path);
  }
  return hash.digest('hex');
}

function built() {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return null;
  }
}

/** Builds dist/ when the sources are not those that it was built from. */
export async function ensureBuild() {
  const sources = fingerprint();
  if (built() === sources) {
    return;
  }
  say('Building …');
  const steps = [
    [inRoot('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build'],
    [inRoot('scripts', 'build-web.mjs')],
  ];
  for (const step of steps) {
    if ((await run(serviceNode(), step)) !== 0) {
      throw new Problem('The build failed.');
    }
  }
  writeFileSync(stamp, sources);
}
