import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { IHorizontalPodAutoscalerBehavior } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscalerBehavior';

/*
 * What is not Kubernetes' own, with the fields that deploy/k8s uses and no others: a field that is new here is looked up
 * in its documentation first. See kubectl.docs.kubernetes.io (kustomize), keda.sh (ScaledObject) and
 * prometheus-operator.dev (ServiceMonitor).
 */

interface Generated {
  name: string;
  behavior?: 'create' | 'merge' | 'replace';
  literals: string[];
}

interface Assembly {
  resources?: string[];
  components?: string[];
  namespace?: string;
  images?: { name: string; newName?: string; newTag?: string }[];
  labels?: { pairs: Record<string, string>; includeSelectors?: boolean; includeTemplates?: boolean }[];
  configMapGenerator?: Generated[];
  secretGenerator?: Generated[];
  patches?: { path: string }[];
}

export interface IKustomization extends Assembly {
  apiVersion: 'kustomize.config.k8s.io/v1beta1';
  kind: 'Kustomization';
}

export interface IComponent extends Assembly {
  apiVersion: 'kustomize.config.k8s.io/v1alpha1';
  kind: 'Component';
}

export interface IScaledObject {
  apiVersion: 'keda.sh/v1alpha1';
  kind: 'ScaledObject';
  metadata: IObjectMeta;
  spec: {
    scaleTargetRef: { apiVersion?: string; kind?: string; name: string };
    minReplicaCount: number;
    maxReplicaCount: number;
    pollingInterval: number;
    cooldownPeriod: number;
    fallback: { failureThreshold: number; replicas: number };
    advanced: { horizontalPodAutoscalerConfig: { behavior: IHorizontalPodAutoscalerBehavior } };
    triggers: {
      type: 'metrics-api';
      metricType: 'AverageValue' | 'Value';
      /** KEDA takes strings here, numbers too. */
      metadata: {
        url: string;
        valueLocation: string;
        targetValue: string;
        activationTargetValue?: string;
        authMode?: 'bearer';
      };
      authenticationRef?: { name: string };
    }[];
  };
}

export interface ITriggerAuthentication {
  apiVersion: 'keda.sh/v1alpha1';
  kind: 'TriggerAuthentication';
  metadata: IObjectMeta;
  spec: { secretTargetRef: { parameter: string; name: string; key: string }[] };
}

export interface IServiceMonitor {
  apiVersion: 'monitoring.coreos.com/v1';
  kind: 'ServiceMonitor';
  metadata: IObjectMeta;
  spec: {
    selector: { matchLabels: Record<string, string> };
    endpoints: {
      port: string;
      path: string;
      interval: string;
      authorization?: { type?: 'Bearer'; credentials: { name: string; key: string } };
    }[];
  };
}
