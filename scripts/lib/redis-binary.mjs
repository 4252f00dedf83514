import { closeSync, mkdirSync, openSync } from 'node:fs';
import { Problem, say } from './problem.mjs';
import { run, which } from './command.mjs';
import { inRoot } from './places.mjs';

const aptLog = inRoot('.cache', 'apt.log');
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
  if (which('apt-get') === null) {
    throw new Problem(
      `redis-server is needed and not on the PATH. Install it with your package manager. ${BY_HAND}`,
    );
  }
  await installWithApt();
  const installed = which('redis-server');
  if (installed === null) {
    throw new Problem(`redis-server is still not on the PATH after its installation. ${BY_HAND}`);
  }
  return installed;
}

async function installWithApt() {
  const asRoot = rootCommand();
  say('redis-server is not there; installing it with apt-get …');
  mkdirSync(inRoot('.cache'), { recursive: true });
  const log = openSync(aptLog, 'w');
  const apt = (...args) =>
    run(
      asRoot[0],
      [
        ...asRoot.slice(1),
        'DEBIAN_FRONTEND=noninteractive',
        'NEEDRESTART_SUSPEND=1',
        'apt-get',
        '-q',
        '-o',
        'DPkg::Lock::Timeout=120',
        ...args,
      ],
      { stdio: ['inherit', log, log] },
    );
  const install = () => apt('install', '-y', '--no-install-recommends', 'redis-server');
  // A fresh machine has no package lists yet.
  const done = (await apt('update')) === 0 && (await install()) === 0;
  closeSync(log);
  if (!done) {
    throw new Problem(`apt-get could not install redis-server; what it said is in ${aptLog}. ${BY_HAND}`);
  }
}

function rootCommand() {
  if (process.getuid?.() === 0) {
    return ['env'];
  }
  if (which('sudo') === null) {
    throw new Problem(
      `redis-server is needed and not on the PATH, and only root can install it: \`apt-get install redis-server\`. ${BY_HAND}`,
    );
  }
  // Nobody answers a password question where there is no terminal.
  return process.stdin.isTTY ? ['sudo', 'env'] : ['sudo', '-n', 'env'];
}
