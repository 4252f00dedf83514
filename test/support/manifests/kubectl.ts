import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseManifests, type ManifestObject } from './manifest-files';

/** What docs/operations.md asks for: older ones, Debian 12's 1.20 among them, know neither components nor labels. */
const OLDEST_KUSTOMIZE = 5;

/** Runs a shell command that begins with kubectl and asks no cluster; what it prints. */
export function kubectl(command: string, folder: string): string {
  return execFileSync('bash', ['-ec', command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    // Whatever cluster this machine knows is none of a test's business.
    env: { ...process.env, KUBECONFIG: join(folder, 'no-cluster') },
  });
}

/** What `kubectl apply -k` would send. */
export function render(folder: string): ManifestObject[] {
  return parseManifests(kubectl('kubectl kustomize .', folder), folder).map(({ object }) => object);
}

/** Why tests that need kubectl are skipped here; undefined where they can run. */
export function kubectlMissing(): string | undefined {
  try {
    const { kustomizeVersion } = JSON.parse(kubectl('kubectl version --client -o json', '.')) as {
      kustomizeVersion?: string;
    };
    const major = Number(/^v(\d+)\./.exec(kustomizeVersion ?? '')?.[1] ?? 0);
    return major >= OLDEST_KUSTOMIZE ? undefined : `kubectl's kustomize is older than ${OLDEST_KUSTOMIZE}`;
  } catch {
    return 'there is no kubectl';
  }
}
