import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterObjects } from '../../support/manifests/cluster-objects';
import { assembleEverything } from '../../support/manifests/everything';
import { fieldProblems } from '../../support/manifests/field-check';
import { kubectlMissing, render } from '../../support/manifests/kubectl';
import { type ManifestObject } from '../../support/manifests/manifest-files';
import { podProblems } from '../../support/manifests/pod-rules';
import { referenceProblems } from '../../support/manifests/reference-rules';

const FOLDER = join(__dirname, '..', '..', '..', 'deploy', 'k8s');

const nameOf = ({ kind, metadata }: ManifestObject) => `${kind} ${(metadata as { name: string }).name}`;

// Kustomize comes with kubectl, which not every machine has; the files themselves are checked everywhere.
const missing = kubectlMissing();
(missing === undefined ? describe : describe.skip)(
  `deploy/k8s, put together (${missing ?? 'by kubectl'})`,
  () => {
    let scratch: string;
    beforeAll(() => {
      scratch = mkdtempSync(join(tmpdir(), 'sluice-kustomize-'));
    });
    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    it('is as right as its files', () => {
      const overlays = readdirSync(join(FOLDER, 'overlays')).map((name) => join(FOLDER, 'overlays', name));
      expect(overlays.length).toBeGreaterThan(1);
      const rendered = [...overlays, assembleEverything(FOLDER, scratch)].map(render);
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
  },
);
