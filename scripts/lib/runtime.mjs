import { existsSync } from 'node:fs';
import { Problem } from './problem.mjs';
import { inRoot } from './places.mjs';

const OLDEST_FOR_SCRIPTS = [20, 19];
const OLDEST_FOR_SERVICE = [22, 12];

const isAtLeast = ([major, minor]) => {
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  return ourMajor > major || (ourMajor === major && ourMinor >= minor);
};

export function requireNodeForScripts() {
  if (!isAtLeast(OLDEST_FOR_SCRIPTS)) {
    throw new Problem(
      `Node ${OLDEST_FOR_SCRIPTS.join('.')} or later is needed to begin; this is ${process.version}.`,
    );
  }
}

/** The pinned Node that comes as a package. */
export const pinnedNode = inRoot('node_modules', '.bin', 'node');

export const hasPinnedNode = () => existsSync(pinnedNode);

/** Whether the Node that runs this may run what was built, too. */
export const isNodeForService = () => isAtLeast(OLDEST_FOR_SERVICE);

/** The Node that runs the service and its tests: the pinned one, or this one where it is new enough. */
export function serviceNode() {
  if (hasPinnedNode()) {
    return pinnedNode;
  }
  if (isAtLeast(OLDEST_FOR_SERVICE)) {
    return process.execPath;
  }
  throw new Problem(
    `The pinned Node is missing (node_modules/.bin/node) and this one, ${process.version}, is too old to run Sluice. ` +
      'Was the install script of the package `node` blocked? `npm rebuild node --ignore-scripts=false` runs it.',
  );
}
