import { type ClusterObjects, selects, type Workload } from './cluster-objects';

/** What points to nothing, in words: selectors, targets, ports, accounts. */
export function referenceProblems(objects: ClusterObjects): string[] {
  return [
    ...ownPods(objects),
    ...services(objects),
    ...selectors(objects),
    ...scaled(objects),
    ...accounts(objects),
    ...monitors(objects),
  ];
}

/** A Deployment whose selector is not that of its pods is refused; one that also selects another's pods fights it. */
function ownPods({ workloads }: ClusterObjects): string[] {
  return workloads.flatMap(({ name, selector }) => {
    const selected = workloads.filter(({ labels }) => selects(selector, labels)).map((other) => other.name);
    return selected.join() === name ? [] : [`${name} selects the pods of ${selected.join(', ') || 'nobody'}`];
  });
}

function services(objects: ClusterObjects): string[] {
  return objects.all('Service').flatMap(({ metadata, spec }) => {
    const pods = objects.workloads.filter(({ labels }) => selects(spec?.selector, labels));
    const lost = (spec?.ports ?? [])
      .map(({ targetPort }) => String(targetPort))
      .filter((port) => pods.length === 0 || !pods.every((pod) => portsOf(pod).includes(port)));
    return lost.map((port) => `Service ${metadata?.name}: no pod has the port ${port}`);
  });
}

function portsOf({ containers }: Workload): string[] {
  return containers.flatMap(({ ports = [] }) => ports.map(({ name }) => String(name)));
}

function selectors(objects: ClusterObjects): string[] {
  const found = (selector: { matchLabels?: Record<string, string> } | undefined) =>
    objects.workloads.some(({ labels }) => selects(selector?.matchLabels, labels));
  return [
    ...objects
      .all('PodDisruptionBudget')
      .map((object) => ['budget', object.metadata, object.spec?.selector] as const),
    ...objects
      .all('NetworkPolicy')
      .map((object) => ['policy', object.metadata, object.spec?.podSelector] as const),
  ].flatMap(([what, metadata, selector]) =>
    found(selector) ? [] : [`${what} ${metadata?.name}: is for no pod`],
  );
}

function scaled(objects: ClusterObjects): string[] {
  const names = objects.all('Deployment').map(({ metadata }) => metadata?.name);
  const targets = [
    ...objects.all('HorizontalPodAutoscaler').map(({ spec }) => spec.scaleTargetRef.name),
    ...objects.all('ScaledObject').map(({ spec }) => spec.scaleTargetRef.name),
  ];
  return targets.filter((name) => !names.includes(name)).map((name) => `nothing to scale is called ${name}`);
}

function accounts(objects: ClusterObjects): string[] {
  const names = objects.all('ServiceAccount').map(({ metadata }) => metadata?.name);
  return objects.workloads
    .map(({ template }) => template.spec?.serviceAccountName)
    .filter((name) => name !== undefined && !names.includes(name))
    .map((name) => `no account is called ${name}`);
}

function monitors(objects: ClusterObjects): string[] {
  return objects.all('ServiceMonitor').flatMap(({ metadata, spec }) => {
    const service = objects
      .all('Service')
      .find((one) => selects(spec.selector.matchLabels, one.metadata?.labels ?? {}));
    const ports = service?.spec?.ports?.map(({ name }) => name) ?? [];
    return spec.endpoints
      .filter(({ port }) => !ports.includes(port))
      .map(({ port }) => `ServiceMonitor ${metadata.name}: no Service has the port ${port}`);
  });
}
