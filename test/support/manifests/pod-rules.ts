import { environmentSchema } from '../../../src/config/config.schema';
import type { ClusterObjects, Workload } from './cluster-objects';

/** After the grace and the delay, a process that hangs is ended by itself (s); see src/lifecycle/shutdown.ts. */
const WATCHDOG_S = 10;

const PROBES = {
  startupProbe: '/health/startup',
  livenessProbe: '/health/live',
  readinessProbe: '/health/ready',
};

/** What comes from ConfigMap and Secret. */
const REST = { REDIS_URL: 'redis://redis:6379', SLUICE_AUTH: 'off' };

type Container = Workload['containers'][number];

/** What is wrong with the pods of these objects, in words: security, resources, probes, and time to drain. */
export function podProblems(objects: ClusterObjects): string[] {
  return objects.workloads.flatMap((workload) => {
    const isSluice = workload.labels['app.kubernetes.io/name'] === 'sluice';
    return [
      ...podSecurity(workload),
      ...workload.containers.flatMap((container) => [
        ...containerSecurity(container),
        ...resources(container),
      ]),
      ...(isSluice ? workload.containers.flatMap((container) => [...probes(container)]) : []),
      ...(isSluice ? drain(workload) : []),
    ].map((problem) => `${workload.name}: ${problem}`);
  });
}

function podSecurity({ template }: Workload): string[] {
  const { spec } = template;
  const context = spec?.securityContext;
  return failing({
    'may run as root': context?.runAsNonRoot === true && (context.runAsUser ?? 0) > 0,
    'has no seccomp profile': context?.seccompProfile?.type === 'RuntimeDefault',
    'gets a token of Kubernetes': spec?.automountServiceAccountToken === false,
    'shares a namespace of its node': !spec?.hostNetwork && !spec?.hostPID && !spec?.hostIPC,
  });
}

function containerSecurity({ securityContext }: Container): string[] {
  return failing({
    'may write to its root': securityContext?.readOnlyRootFilesystem === true,
    'may gain privileges': securityContext?.allowPrivilegeEscalation === false && !securityContext.privileged,
    'keeps capabilities':
      securityContext?.capabilities?.drop?.join() === 'ALL' && securityContext.capabilities.add === undefined,
  });
}

const QUANTITY = { cpu: /^\d+m?$|^\d+\.\d+$/, memory: /^\d+(Mi|Gi)$/ } as const;

function resources({ resources: asked }: Container): string[] {
  const isQuantity = (kind: 'cpu' | 'memory', value: unknown) => QUANTITY[kind].test(String(value));
  return failing({
    'asks for no cpu': isQuantity('cpu', asked?.requests?.['cpu']),
    'asks for no memory': isQuantity('memory', asked?.requests?.['memory']),
    'has no bound of memory': isQuantity('memory', asked?.limits?.['memory']),
  });
}

function probes(container: Container): string[] {
  const ports = container.ports?.map(({ name }) => name) ?? [];
  return Object.entries(PROBES).flatMap(([name, path]) => {
    const asked = container[name as keyof typeof PROBES]?.httpGet;
    return failing({
      [`${name} does not ask ${path}`]: asked?.path === path,
      [`${name} asks a port that is not there`]: ports.includes(String(asked?.port)),
    });
  });
}

/** A pod is killed `terminationGracePeriodSeconds` after its preStop began. */
function drain({ template, containers }: Workload): string[] {
  return containers.flatMap(({ env = [], lifecycle }) => {
    const said = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const unknown = Object.keys(said).filter((name) => !Object.hasOwn(environmentSchema.shape, name));
    const parsed = environmentSchema.safeParse({ ...REST, ...said });
    if (!parsed.success || unknown.length > 0) {
      return [`${[...unknown, parsed.error?.message ?? ''].join(' ')} is no setting of Sluice`];
    }
    const { SLUICE_SHUTDOWN_DELAY_MS: delayMs, SLUICE_SHUTDOWN_GRACE_MS: graceMs } = parsed.data;
    const preStop = lifecycle?.preStop?.exec?.command ?? ['sleep', '0'];
    const seconds = preStop[0] === 'sleep' ? Number(preStop[1]) : Number.NaN;
    const needed = seconds + (delayMs + graceMs) / 1_000 + WATCHDOG_S;
    const given = template.spec?.terminationGracePeriodSeconds ?? 30;
    // Also false for a preStop that cannot be counted.
    return given >= needed ? [] : [`is killed after ${given} s, but may drain for ${needed} s`];
  });
}

/** The names of the conditions that do not hold. */
function failing(conditions: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(conditions).flatMap(([name, holds]) => (holds ? [] : [name]));
}
