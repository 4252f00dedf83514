import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** How this process shows itself to people: host (in a cluster, the pod) and process. */
export function workerName(): string {
  return `${hostname()}:${process.pid}`;
}

/** Of the release, as package.json says. */
export function serviceVersion(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}
