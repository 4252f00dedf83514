import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The release, from package.json (two folders up, in the sources as in the build). */
export function version(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  const manifest: unknown = JSON.parse(text);
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}
