import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureRedisServer } from './redis-binary.mjs';
import { requireNodeForScripts } from './runtime.mjs';
import { whileAlone } from './setup-lock.mjs';

/**
 * Brings what is missing: dependencies, the build, and redis-server where it is wanted.
 * @returns the path of redis-server, or null where it is not wanted.
 */
export async function setup({ redis = true } = {}) {
  requireNodeForScripts();
  return await whileAlone(async () => {
    await ensureDependencies();
    await ensureBuild();
    return redis ? await ensureRedisServer() : null;
  });
}
