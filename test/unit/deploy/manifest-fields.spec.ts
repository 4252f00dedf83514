import { dirname, join, normalize } from 'node:path';
import { fieldProblems, type Checked } from '../../support/manifests/field-check';
import { parseManifests, readManifests, type ManifestObject } from '../../support/manifests/manifest-files';

const FOLDER = join(__dirname, '..', '..', '..', 'deploy', 'k8s');

const manifests = readManifests(FOLDER);
const patches = new Set(
  manifests.flatMap(({ file, object }) =>
    ((object['patches'] ?? []) as { path: string }[]).map(({ path }) => normalize(join(dirname(file), path))),
  ),
);
const checked: Checked[] = manifests.map(({ file, object }) => ({
  name: file,
  object,
  patch: patches.has(file),
}));

/** Maps whose keys are the user's. */
const FREE = new Set(['labels', 'annotations', 'matchLabels', 'requests', 'limits', 'pairs']);
const isFree = (key: unknown, value: object): boolean =>
  FREE.has(String(key)) ||
  // A Service's; a Deployment's holds matchLabels.
  (key === 'selector' && Object.values(value).every((item) => typeof item === 'string'));

/** The object as often as it has places for fields, each time with one field in one of them that no kind has. */
function withUnknownField(object: ManifestObject): ManifestObject[] {
  const places: (readonly (string | number)[])[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, [...path, index]));
    } else if (typeof value === 'object' && value !== null && !isFree(path.at(-1), value)) {
      places.push(path);
      Object.entries(value).forEach(([key, item]) => visit(item, [...path, key]));
    }
  };
  visit(object, []);
  return places.map((path) => {
    const copy = structuredClone(object);
    let place: unknown = copy;
    for (const key of path) {
      place = (place as Record<string | number, unknown>)[key];
    }
    (place as Record<string, unknown>)['noSuchField'] = 'planted';
    return copy;
  });
}

describe('the fields of deploy/k8s', () => {
  it('are those of their kinds, with values of their types, and none is missing', () => {
    expect(checked.length).toBeGreaterThan(20);
    expect(fieldProblems(checked)).toEqual([]);
  }, 120_000);

  it('would be found out anywhere if they were not', () => {
    const planted = checked.flatMap(({ name, object, patch }) =>
      withUnknownField(object).map((wrong, index) => ({
        name: `${name} ${index}`,
        object: wrong,
        ...(patch === undefined ? {} : { patch }),
      })),
    );
    const found = new Set(fieldProblems(planted).map(({ name }) => name));
    expect(planted.length).toBeGreaterThan(200);
    expect(planted.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
  }, 120_000);

  const service = (ports: string) =>
    `{ apiVersion: v1, kind: Service, metadata: { name: x }, spec: { ${ports} } }`;

  it('would be found out in other ways', () => {
    const wrong = [
      ['value of a wrong type', service('ports: [{ port: "80" }]')],
      ['required field missing', service('ports: [{ name: http }]')],
      ['no list where one belongs', service('ports: { port: 80 }')],
      ['no such version', '{ apiVersion: apps/v7, kind: Deployment }'],
      ['no such kind', '{ apiVersion: apps/v1, kind: Deploymant }'],
    ].map(([name = '', text = '']) => ({
      name,
      object: parseManifests(text, name)[0]?.object as ManifestObject,
    }));
    const found = new Set(fieldProblems(wrong).map(({ name }) => name));
    expect([...found]).toEqual(wrong.map(({ name }) => name));
  }, 120_000);

  it('are not there twice', () => {
    expect(() => parseManifests('apiVersion: v1\nkind: A\nkind: B\n', 'twice.yaml')).toThrow(
      /twice\.yaml.*unique/s,
    );
  });
});
