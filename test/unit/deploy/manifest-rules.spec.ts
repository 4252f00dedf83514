import { dirname, join, normalize } from 'node:path';
import { METRICS_EXAMPLE } from '../../../src/metrics/metrics.dto';
import { environmentSchema } from '../../../src/config/config.schema';
import { ClusterObjects } from '../../support/manifests/cluster-objects';
import { readManifests, type Manifest, type ManifestObject } from '../../support/manifests/manifest-files';
import { podProblems } from '../../support/manifests/pod-rules';
import { referenceProblems } from '../../support/manifests/reference-rules';

const FOLDER = join(__dirname, '..', '..', '..', 'deploy', 'k8s');
const manifests = readManifests(FOLDER);

interface Assembly extends ManifestObject {
  readonly resources?: readonly string[];
  readonly patches?: readonly { readonly path: string }[];
  readonly configMapGenerator?: readonly { readonly literals: readonly string[] }[];
}

const assemblies = manifests.filter(({ file }) => file.endsWith('kustomization.yaml')) as (Manifest & {
  readonly object: Assembly;
})[];

/** Files and folders that an assembly names, from the folder of all. */
const named = ({ file, object }: (typeof assemblies)[number]): string[] =>
  [...(object.resources ?? []), ...(object.patches ?? []).map(({ path }) => path)].map((path) =>
    normalize(join(dirname(file), path)),
  );

/** What lies in these folders, as it is before it is put together. */
const objectsOf = (...folders: readonly string[]) =>
  manifests
    .filter(({ file }) => folders.includes(dirname(file)) && !/kustomization|\.patch\./.test(file))
    .map(({ object }) => object);

const problemsOf = (objects: readonly ManifestObject[]) => {
  const cluster = new ClusterObjects(objects);
  return [...podProblems(cluster), ...referenceProblems(cluster)];
};

const EVERYTHING = [
  'base',
  'overlays/dev',
  'overlays/production',
  'components/keda',
  'components/service-monitor',
];

describe('deploy/k8s', () => {
  it.each([
    [['base', 'overlays/dev']],
    [['base', 'overlays/production']],
    [['base', 'overlays/production', 'components/keda', 'components/service-monitor']],
  ])('is safe, drains in time, and points to what is there: %s', (folders) => {
    expect(objectsOf(...folders).length).toBeGreaterThan(8);
    expect(problemsOf(objectsOf(...folders))).toEqual([]);
  });

  it.each<[string, RegExp, string, string]>([
    [
      'a shorter time to stop',
      /killed after 44 s/,
      '"terminationGracePeriodSeconds":50',
      '"terminationGracePeriodSeconds":44',
    ],
    ['a longer grace', /may drain for 110 s/, '"value":"60000"', '"value":"100000"'],
    ['a longer preStop', /may drain for 65 s/, '["sleep","5"]', '["sleep","25"]'],
    ['a preStop that nobody can count', /drain for NaN s/, '["sleep","5"]', '["sh","-c","sleep 5"]'],
    [
      'a setting that Sluice does not have',
      /no setting/,
      'SLUICE_SHUTDOWN_DELAY_MS',
      'SLUICE_SHUTDOWN_DELAY',
    ],
    ['a setting with a bad value', /no setting/, '"value":"60000"', '"value":"60s"'],
    ['root', /may run as root/, '"runAsNonRoot":true', '"runAsNonRoot":false'],
    [
      'a root that can be written',
      /may write/,
      '"readOnlyRootFilesystem":true',
      '"readOnlyRootFilesystem":false',
    ],
    ['capabilities', /keeps capabilities/, '"drop":["ALL"]', '"drop":["NET_RAW"]'],
    ['memory without bounds', /no bound of memory/, '"limits":{"memory":"768Mi"}', '"limits":{}'],
    ['a quantity that is none', /asks for no memory/, '"memory":"256Mi"', '"memory":"256M1"'],
    ['a liveness that hangs on Redis', /livenessProbe/, '"path":"/health/live"', '"path":"/health/ready"'],
    [
      'a port of another name',
      /port/,
      '"ports":[{"name":"http","containerPort"',
      '"ports":[{"name":"web","containerPort"',
    ],
    [
      'a Service that selects nobody',
      /no pod has the port/,
      '"spec":{"selector":{"app.kubernetes.io/name":"sluice"',
      '"spec":{"selector":{"app.kubernetes.io/name":"slice"',
    ],
    [
      'another target to scale',
      /nothing to scale/,
      '"kind":"Deployment","name":"sluice-api"}',
      '"kind":"Deployment","name":"api"}',
    ],
    [
      'an account that is not there',
      /no account/,
      '"serviceAccountName":"sluice"',
      '"serviceAccountName":"sluices"',
    ],
    ['a monitor of no port', /ServiceMonitor sluice/, '"port":"http","path"', '"port":"web","path"'],
    ['two that select the same pods', /selects the pods of/, ',"app.kubernetes.io/component":"worker"', ''],
  ])('would be found out with %s', (_, problem, from, to) => {
    const text = JSON.stringify(objectsOf(...EVERYTHING));
    expect(text).toContain(from);
    const changed = JSON.parse(text.replaceAll(from, to)) as ManifestObject[];
    expect(problemsOf(changed).join('\n')).toMatch(problem);
  });

  it('leaves no file out, and names none that is not there', () => {
    const files = manifests.map(({ file }) => file.replace(/#\d+$/, ''));
    const known = assemblies.flatMap(named);
    const loose = files.filter((file) => !file.endsWith('kustomization.yaml') && !known.includes(file));
    const places = new Set([...files, ...files.map((file) => dirname(file))]);
    expect(loose).toEqual([]);
    expect(known.filter((path) => !places.has(path))).toEqual([]);
  });

  it('sets what Sluice knows', () => {
    const literals = assemblies.flatMap(({ object }) =>
      (object.configMapGenerator ?? []).flatMap(({ literals: pairs }) =>
        pairs.map((pair) => pair.split('=')),
      ),
    );
    expect(literals.length).toBeGreaterThan(2);
    for (const [name = '', value] of literals) {
      const field: unknown = Reflect.get(environmentSchema.shape, name);
      expect({ name, known: field !== undefined }).toEqual({ name, known: true });
      expect(
        environmentSchema.safeParse({ REDIS_URL: 'redis://redis', SLUICE_AUTH: 'off', [name]: value }),
      ).toMatchObject({
        success: true,
      });
    }
  });

  it('scales workers by a number that /metrics has', () => {
    const [scaled] = new ClusterObjects(objectsOf('components/keda')).all('ScaledObject');
    const path = scaled?.spec.triggers[0]?.metadata.valueLocation.split('.') ?? [];
    const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], METRICS_EXAMPLE);
    expect(typeof value).toBe('number');
  });
});
