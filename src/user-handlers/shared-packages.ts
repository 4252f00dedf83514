import { createRequire, registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How handlers call what they take from this service. */
const HANDLER_API = 'sluice/handlers';
const HANDLER_API_FILE = join(__dirname, '..', 'worker', 'public-api.js');

/** What a second copy of would not know the first one's decorators and tokens. */
const SHARED = new Set(['@nestjs/common', '@nestjs/core', 'reflect-metadata']);

/**
 * From now on, files below a folder get this service's own copies of what they share with it, wherever the folder
 * lies and whatever is installed there. All else they import as any program does.
 *
 * @param folder without symbolic links
 */
export function sharePackagesWith(folder: string): void {
  const inside = pathToFileURL(folder + sep).href;
  const { resolve } = createRequire(__filename);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (context.parentURL?.startsWith(inside) === true) {
        if (specifier === HANDLER_API) {
          return { url: pathToFileURL(HANDLER_API_FILE).href, shortCircuit: true };
        }
        if (SHARED.has(specifier)) {
          return { url: pathToFileURL(resolve(specifier)).href, shortCircuit: true };
        }
      }
      return nextResolve(specifier, context);
    },
  });
}
