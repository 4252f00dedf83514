import { installWithApt } from './apt.mjs';
import { which } from './command.mjs';
import { Problem } from './problem.mjs';

const BY_HAND = 'Or set REDIS_URL to a Redis that runs already.';

/** The path of redis-server. Installs it where that is possible without a question. */
export async function ensureRedisServer() {
  const found = which('redis-server');
  if (found !== null) {
    return found;
  }
  if (process.platform === 'darwin') {
    throw new Problem(
      `redis-server is needed and not on the PATH. \`brew install redis\` brings it. ${BY_HAND}`,
    );
  }
  await installWithApt('redis-server', BY_HAND);
  const installed = which('redis-server');
  if (installed === null) {
    throw new Problem(`redis-server is still not on the PATH after its installation. ${BY_HAND}`);
  }
  return installed;
}
