import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDir } from './places.mjs';
import { Problem } from './problem.mjs';

/** sun_path holds 108 bytes on Linux, 104 on macOS, the closing zero among them. */
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;
const LONGEST_NAME = 'launcher.sock'.length + 1;

const fits = (folder) => Buffer.byteLength(folder) + LONGEST_NAME <= LONGEST_SOCKET_PATH;

/** A folder for unix sockets that nobody else can enter: beside the data, or where that path is too long, in the temporary directory. */
export function socketFolder() {
  const beside = join(dataDir, 'redis');
  if (fits(beside)) {
    mkdirSync(beside, { recursive: true, mode: 0o700 });
    return beside;
  }
  const name = `sluice-${process.getuid?.() ?? 0}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
  const folder = [join(tmpdir(), name), join('/tmp', name)].find(fits);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  // Anyone may make folders there: one of this name that is not ours could be a trap.
  if (!stat.isDirectory() || stat.uid !== (process.getuid?.() ?? stat.uid)) {
    throw new Problem(
      `${folder} belongs to somebody else; remove it or set SLUICE_DATA_DIR to a shorter path.`,
    );
  }
  chmodSync(folder, 0o700);
  return folder;
}
