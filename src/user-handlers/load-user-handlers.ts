import { pathToFileURL } from 'node:url';
import { exportedParts, exportsOf, type UserParts } from './exported-parts';
import { findHandlerFiles, HandlerFolderError } from './handler-files';
import { sharePackagesWith } from './shared-packages';

/**
 * Loads the handlers of a folder, once, before the application is made.
 *
 * @throws {HandlerFolderError} naming the file that cannot be loaded, or that has no handler in it.
 */
export async function loadUserHandlers(path: string): Promise<UserParts> {
  const { folder, files } = findHandlerFiles(path);
  sharePackagesWith(folder);
  const exported: unknown[] = [];
  for (const file of files) {
    const own = exportsOf(await load(file));
    const { modules, providers } = exportedParts(own);
    if (modules.length + providers.length === 0) {
      throw new HandlerFolderError(
        `${file} exports no class marked with @JobHandler, @Injectable or @Module`,
      );
    }
    exported.push(...own);
  }
  return exportedParts(exported);
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HandlerFolderError(`${file} cannot be loaded: ${reason}`, { cause: error });
  }
}
