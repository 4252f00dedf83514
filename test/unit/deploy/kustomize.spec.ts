import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ClusterObjects } from '../../support/manifests/cluster-objects';
import { fieldProblems } from '../../support/manifests/field-check';
import { parseManifests, type ManifestObject } from '../../support/manifests/manifest-files';
import { podProblems } from '../../support/manifests/pod-rules';
import { referenceProblems } from '../../support/manifests/reference-rules';

const FOLDER = join(__dirname, '..', '..', '..', 'deploy', 'k8s');

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What `kubectl apply -k` would send. */
function render(folder: string): ManifestObject[] {
  const text = execFileSync('kubectl', ['kustomize', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return parseManifests(text, folder).map(({ object }) => object);
}

const nameOf = ({ kind, metadata }: ManifestObject) => `${kind} ${(metadata as { name: string }).name}`;

// Kustomize comes with kubectl, which not every machine has; the files themselves are checked everywhere.
(hasKubectl() ? describe : describe.skip)('deploy/k8s, put together', () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-kustomize-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  /** The production overlay with both components, as its comment says. */
  function everything(): string {
    const path = (...parts: readonly string[]) => relative(scratch, join(FOLDER, ...parts));
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

  it('is as right as its files', () => {
    const rendered = [
      join(FOLDER, 'overlays', 'dev'),
      join(FOLDER, 'overlays', 'production'),
      everything(),
    ].map(render);
    // All in one call: it takes the compiler seconds, however many there are.
    const checked = rendered.flat().map((object) => ({ name: nameOf(object), object }));
    expect(fieldProblems(checked)).toEqual([]);
    for (const objects of rendered) {
      const cluster = new ClusterObjects(objects);
      expect([...podProblems(cluster), ...referenceProblems(cluster)]).toEqual([]);
      const namespaces = objects
        .filter(({ kind }) => kind !== 'Namespace')
        .map(({ metadata }) => (metadata as { namespace?: string }).namespace);
      expect(new Set(namespaces).size).toBe(1);
    }
  }, 120_000);

  it('has an image and settings for each', () => {
    const { workloads } = new ClusterObjects(render(join(FOLDER, 'overlays', 'production')));
    const [api] = workloads.flatMap(({ containers }) => containers);
    expect(api?.image).toMatch(/^registry\.example\.com\/sluice:\d+\.\d+\.\d+$/);
    expect(api?.envFrom).toEqual([
      { configMapRef: { name: expect.stringMatching(/^sluice-[a-z0-9]{10}$/) as string } },
      { secretRef: { name: 'sluice' } },
    ]);
  }, 120_000);
});
