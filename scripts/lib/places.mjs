import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export const inRoot = (...parts) => join(root, ...parts);

/** Where the private Redis keeps its data, and what is noted about a running service. */
export const dataDir = resolve(root, process.env.SLUICE_DATA_DIR || '.data');
