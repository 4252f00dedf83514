import { closeSync, mkdirSync, openSync } from 'node:fs';
import { run, which } from './command.mjs';
import { inRoot } from './places.mjs';
import { Problem, say } from './problem.mjs';

const aptLog = inRoot('.cache', 'apt.log');

/**
 * Installs one of Debian's packages, without a question.
 * @param byHand what else whoever starts this can do, in words
 */
export async function installWithApt(name, byHand) {
  if (which('apt-get') === null) {
    throw new Problem(
      `${name} is needed and not on the PATH. Install it with your package manager. ${byHand}`,
    );
  }
  const asRoot = rootCommand(name, byHand);
  say(`${name} is not there; installing it with apt-get …`);
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
  const install = () => apt('install', '-y', '--no-install-recommends', name);
  // A fresh machine has no package lists yet.
  const done = (await apt('update')) === 0 && (await install()) === 0;
  closeSync(log);
  if (!done) {
    throw new Problem(`apt-get could not install ${name}; what it said is in ${aptLog}. ${byHand}`);
  }
}

function rootCommand(name, byHand) {
  if (process.getuid?.() === 0) {
    return ['env'];
  }
  if (which('sudo') === null) {
    throw new Problem(
      `${name} is needed and not on the PATH, and only root can install it: \`apt-get install ${name}\`. ${byHand}`,
    );
  }
  // Nobody answers a password question where there is no terminal.
  return process.stdin.isTTY ? ['sudo', 'env'] : ['sudo', '-n', 'env'];
}
