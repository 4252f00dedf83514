import { type ClusterObjects } from './cluster-objects';

/** A Secret that something needs: whole, or one key of it. */
export interface NeededSecret {
  readonly name: string;
  readonly key?: string;
}

/** Every Secret that the objects name, by whatever field; one of them twice where two name it. */
export function neededSecrets(objects: ClusterObjects): NeededSecret[] {
  return [
    ...objects.workloads
      .flatMap(({ containers, template }) => [
        ...containers.flatMap(({ envFrom = [] }) =>
          envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []),
        ),
        ...(template.spec?.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? []),
      ])
      .map((name) => ({ name })),
    ...objects
      .all('TriggerAuthentication')
      .flatMap(({ spec }) => spec.secretTargetRef.map(({ name, key }) => ({ name, key }))),
    ...objects
      .all('ServiceMonitor')
      .flatMap(({ spec }) => spec.endpoints.flatMap(({ authorization }) => authorization?.credentials ?? [])),
  ];
}
