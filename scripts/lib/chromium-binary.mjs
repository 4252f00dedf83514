import { existsSync } from 'node:fs';
import { installWithApt } from './apt.mjs';
import { which } from './command.mjs';
import { Problem } from './problem.mjs';

const BY_HAND = 'Or set SLUICE_CHROMIUM to the path of a Chromium or Chrome.';

/** The path of Chromium. Installs Debian's where that is possible without a question. */
export async function ensureChromium() {
  const given = process.env.SLUICE_CHROMIUM;
  if (given) {
    if (!existsSync(given)) {
      throw new Problem(`SLUICE_CHROMIUM=${given}: there is no such file.`);
    }
    return given;
  }
  const find = () => which('chromium') ?? which('chromium-browser') ?? which('google-chrome');
  const found = find();
  if (found !== null) {
    return found;
  }
  if (process.platform === 'darwin') {
    throw new Problem(`Chromium is needed for these tests. ${BY_HAND}`);
  }
  await installWithApt('chromium', BY_HAND);
  const installed = find();
  if (installed === null) {
    throw new Problem(`chromium is still not on the PATH after its installation. ${BY_HAND}`);
  }
  return installed;
}
