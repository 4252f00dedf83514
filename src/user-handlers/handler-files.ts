import { readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

const HANDLER_FILE = /\.handler\.(js|cjs|mjs)$/;

/** A folder of handlers that cannot be used; the message is for whoever configured it. */
export class HandlerFolderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`SLUICE_HANDLERS: ${message}`, options);
    this.name = 'HandlerFolderError';
  }
}

/** The folder itself, and its files `*.handler.js` (`.cjs`, `.mjs`), at any depth, by name. */
export interface HandlerFiles {
  readonly folder: string;
  readonly files: readonly string[];
}

/** @throws {HandlerFolderError} if there is no such folder, or no such file in it. */
export function findHandlerFiles(path: string): HandlerFiles {
  let folder: string;
  let entries: readonly string[];
  try {
    folder = realpathSync(path);
    entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HandlerFolderError(`the folder ${path} cannot be read: ${reason}`, { cause: error });
  }
  const files = entries
    .filter((entry) => HANDLER_FILE.test(entry) && !entry.split(sep).includes('node_modules'))
    .sort()
    .map((entry) => join(folder, entry));
  if (files.length === 0) {
    throw new HandlerFolderError(
      `the folder ${path} has no file named *.handler.js, *.handler.cjs or *.handler.mjs (TypeScript is compiled first)`,
    );
  }
  return { folder, files };
}
