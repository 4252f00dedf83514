import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const read = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), 'utf8');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The packages of the page's tables below one heading, each with its reason. */
function reasons(heading: string): [name: string, reason: string][] {
  const section = read('docs', 'dependencies.md').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` *\| *(.*?) *\|$/gm)].map(([, name = '', reason = '']) => [
    name,
    reason,
  ]);
}

describe('docs/dependencies.md', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;

  it.each([
    ['At run time', manifest.dependencies],
    ['To build, test and measure', manifest.devDependencies],
  ])('gives a reason for each package, and for no other: %s', (heading, packages) => {
    const given = reasons(heading);
    expect(given.map(([name]) => name)).toEqual(Object.keys(packages).sort());
    for (const [name, reason] of given) {
      expect({ name, words: reason.split(' ').length >= 2 }).toEqual({ name, words: true });
    }
  });
});

describe('package-lock.json', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: true }>;
  };

  it('runs scripts on installation only where package.json decides about them', () => {
    const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };
    const decided = (path: string) => path.split('node_modules/').at(-1) ?? '';
    const running = Object.entries(lock.packages)
      .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript === true)
      .map(([path]) => decided(path));
    expect(running.filter((name) => !Object.hasOwn(allowScripts, name))).toEqual([]);
  });
});
