import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterObjects } from '../../support/manifests/cluster-objects';
import { assembleEverything } from '../../support/manifests/everything';
import { kubectl, kubectlMissing, render } from '../../support/manifests/kubectl';
import { parseManifests, type ManifestObject } from '../../support/manifests/manifest-files';
import { neededSecrets } from '../../support/manifests/secret-keys';
import { commandsOf, shellBlocks } from '../../support/shell-blocks';

const ROOT = join(__dirname, '..', '..', '..');

/** All commands of the documents that go to a cluster, in their order. */
const commands = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name))]
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) => shellBlocks(join(ROOT, page)).flatMap(commandsOf))
  .filter((command) => command.startsWith('kubectl '));

/** Those of one form, with what it caught. A command of no form has no test, and fails the first one. */
const FORMS = {
  create: /^kubectl (?:-n (\S+) )?create /,
  apply: /^kubectl apply -k (\S+)$/,
  forward: /^kubectl -n (\S+) port-forward service\/(\S+) \d+:(\d+)$/,
  rollout: /^kubectl -n (\S+) rollout status deployment\/(\S+)$/,
};
const ofForm = (form: keyof typeof FORMS) => commands.flatMap((command) => FORMS[form].exec(command) ?? []);

interface Made extends ManifestObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

const byName = (objects: readonly ManifestObject[], kind: string) =>
  new Map((objects as Made[]).filter((it) => it.kind === kind).map((it) => [it.metadata.name, it] as const));

const missing = kubectlMissing();
(missing === undefined ? describe : describe.skip)(
  `kubectl in the documents (${missing ?? 'as kubectl reads it'})`,
  () => {
    let scratch: string;
    let made: Made[];
    let everything: ManifestObject[];

    beforeAll(() => {
      scratch = mkdtempSync(join(tmpdir(), 'sluice-kubectl-'));
      writeFileSync(join(scratch, 'keys.txt'), 'a key');
      made = commands
        .filter((command) => FORMS.create.test(command))
        .flatMap((command) => {
          const text = kubectl(`${command} --dry-run=client -o yaml`, scratch);
          return parseManifests(text, command).map(({ object }) => object as Made);
        });
      const assembled = join(scratch, 'everything');
      mkdirSync(assembled);
      everything = render(assembleEverything(join(ROOT, 'deploy', 'k8s'), assembled));
    });
    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    it('has only commands that are held here', () => {
      const forms = Object.values(FORMS);
      expect(commands.length).toBeGreaterThan(5);
      expect(commands.filter((command) => !forms.some((form) => form.test(command)))).toEqual([]);
    });

    it('makes every Secret that production and its components need, with its keys, and no other', () => {
      const needed = neededSecrets(new ClusterObjects(everything));
      const secrets = byName(made, 'Secret');
      expect([...secrets.keys()].sort()).toEqual([...new Set(needed.map(({ name }) => name))].sort());
      const withoutKey = needed.filter(
        ({ name, key }) => key !== undefined && !Object.hasOwn(secrets.get(name)?.data ?? {}, key),
      );
      expect(withoutKey).toEqual([]);
      // Not a reference that a field names: the file that the setting points to is a key of the Secret that is mounted.
      const settings = (everything as Made[]).find(({ kind }) => kind === 'ConfigMap')?.data;
      const keys = Object.keys(secrets.get('sluice-api-keys')?.data ?? {});
      expect(keys.map((key) => `/etc/sluice/api-keys/${key}`)).toEqual([settings?.['SLUICE_API_KEYS_FILE']]);
      expect(Object.keys(secrets.get('sluice')?.data ?? {})).toEqual(['REDIS_URL']);
    });

    it('makes the Secrets where production runs', () => {
      const namespaces = byName(everything, 'Namespace');
      expect([...byName(made, 'Namespace').keys()]).toEqual([...namespaces.keys()]);
      const elsewhere = [...byName(made, 'Secret').values()].filter(
        ({ metadata }) => !namespaces.has(metadata.namespace ?? 'default'),
      );
      expect(elsewhere).toEqual([]);
    });

    it('applies what is there, and then looks at something in it', () => {
      const applied = commands
        .flatMap((command) => FORMS.apply.exec(command)?.[1] ?? [])
        .map((folder) => render(join(ROOT, folder)));
      expect(applied).toHaveLength(2);
      const objects = applied.flat() as Made[];
      const find = (kind: string, name?: string, namespace?: string) =>
        objects.find(
          (it) => it.kind === kind && it.metadata.name === name && it.metadata.namespace === namespace,
        );

      const [, forwardedIn, service, port] = ofForm('forward');
      const { spec } = find('Service', service, forwardedIn) as unknown as {
        spec: { ports: { port: number }[] };
      };
      expect(spec.ports.map((each) => each.port)).toContain(Number(port));

      const [, rolledOutIn, deployment] = ofForm('rollout');
      expect(find('Deployment', deployment, rolledOutIn)).toBeDefined();
    });
  },
);
