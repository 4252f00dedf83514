import type { IDeployment, IStatefulSet } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { IContainer, IPodTemplateSpec, IService, IServiceAccount } from 'kubernetes-models/v1';
import type { IScaledObject, IServiceMonitor, ITriggerAuthentication } from './custom-kinds';
import type { ManifestObject } from './manifest-files';

interface Kinds {
  Deployment: IDeployment;
  StatefulSet: IStatefulSet;
  Service: IService;
  ServiceAccount: IServiceAccount;
  PodDisruptionBudget: IPodDisruptionBudget;
  NetworkPolicy: INetworkPolicy;
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  ScaledObject: IScaledObject;
  ServiceMonitor: IServiceMonitor;
  TriggerAuthentication: ITriggerAuthentication;
}

export type Labels = Readonly<Record<string, string>>;

/** What runs pods, with what is asked of it more often than anything else. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly name: string;
  readonly selector: Labels;
  readonly template: IPodTemplateSpec;
  readonly labels: Labels;
  readonly containers: readonly IContainer[];
}

/** Objects that live in a cluster together, by kind. Their fields are right already: see field-check. */
export class ClusterObjects {
  constructor(private readonly objects: readonly ManifestObject[]) {}

  all<K extends keyof Kinds>(kind: K): Kinds[K][] {
    return this.objects.filter((object) => object.kind === kind) as unknown as Kinds[K][];
  }

  get workloads(): Workload[] {
    return (['Deployment', 'StatefulSet'] as const).flatMap((kind) =>
      this.all(kind).map(({ metadata, spec }) => ({
        kind,
        name: metadata?.name ?? '',
        selector: spec?.selector.matchLabels ?? {},
        template: spec?.template ?? {},
        labels: spec?.template.metadata?.labels ?? {},
        containers: spec?.template.spec?.containers ?? [],
      })),
    );
  }
}

/** Whether labels are those that a selector asks for. */
export function selects(selector: Labels | undefined, labels: Labels): boolean {
  return selector !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value);
}
