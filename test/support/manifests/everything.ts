import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Writes an assembly of the production overlay with both components, as its comment says; the folder to render.
 * @param k8s where the overlays and components are
 * @param scratch an empty folder
 */
export function assembleEverything(k8s: string, scratch: string): string {
  const path = (...parts: readonly string[]) => relative(scratch, join(k8s, ...parts));
  writeFileSync(
    join(scratch, 'kustomization.yaml'),
    JSON.stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: 'sluice',
      resources: [path('overlays', 'production')],
      components: [path('components', 'keda'), path('components', 'service-monitor')],
    }),
  );
  return scratch;
}
