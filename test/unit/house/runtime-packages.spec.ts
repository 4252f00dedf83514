import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const read = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), 'utf8');

/** Those of docs/dependencies.md: what is under one of them may be used, changed and passed on by anyone. */
const LICENCES = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT', 'Python-2.0'];

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly deprecated?: string;
  readonly hasInstallScript?: true;
  readonly dev?: true;
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };

/** What `npm ci --omit=dev` installs, each copy of a package by itself. */
const runtime = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && dev !== true)
  .map(([path, locked]) => ({ path, name: path.split('node_modules/').at(-1) ?? '', ...locked }));

type Package = (typeof runtime)[number];

/** Old packages say it in a form that the lock file leaves out. */
function licenceOf({ path, license }: Package): string {
  if (license !== undefined) {
    return license;
  }
  const { licenses = [] } = JSON.parse(read(path, 'package.json')) as { licenses?: { type: string }[] };
  return licenses.map(({ type }) => type).join(' OR ');
}

const label = ({ path, version }: Package) => `${path}@${version}`;
const where = (isWrong: (it: Package) => boolean) => runtime.filter(isWrong).map(label);

/** Whether a version is not older than another; both are three numbers. */
function isAtLeast(version: string, least: string): boolean {
  const [ours = [], theirs = []] = [version, least].map((text) => text.split('.').map(Number));
  const difference = ours.map((part, index) => part - (theirs[index] ?? 0)).find((it) => it !== 0);
  return (difference ?? 0) >= 0;
}

describe('what runs in production', () => {
  const page = read('docs', 'dependencies.md');

  it('is as many packages as docs/dependencies.md says', () => {
    expect(page).toContain(`${runtime.length} packages`);
  });

  it('is all under a licence that lets everybody use it', () => {
    expect(where((it) => !LICENCES.includes(licenceOf(it)))).toEqual([]);
    expect([...new Set(runtime.map(licenceOf))].sort()).toEqual(LICENCES);
    for (const licence of LICENCES) {
      expect(page).toContain(`\`${licence}\``);
    }
  });

  it('is installed from the registry, with the hash that the lock file has', () => {
    expect(where(({ integrity }) => integrity?.startsWith('sha512-') !== true)).toEqual([]);
    // A git or file address would be here: those of the registry are left out (.npmrc).
    expect(where(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('runs nothing on installation', () => {
    const scripted = runtime.filter(({ hasInstallScript }) => hasInstallScript === true);
    expect(scripted.filter(({ name }) => allowScripts[name] !== false).map(label)).toEqual([]);
  });

  it('is not given up by those who made it', () => {
    expect(where(({ deprecated }) => deprecated !== undefined)).toEqual([]);
  });

  const advisories = [...page.matchAll(/^\| `([^`]+)` *\| *(.*?) *\| *([\d.]+) *\| *([\d., ]+?) *\|$/gm)].map(
    ([, name = '', , fixedIn = '']) => ({ name, fixedIn }),
  );

  it.each(advisories)('has no $name older than the one that mended it, $fixedIn', ({ name, fixedIn }) => {
    const copies = runtime.filter((it) => it.name === name);
    expect(copies).not.toEqual([]);
    expect(copies.filter(({ version }) => !isAtLeast(version, fixedIn)).map(label)).toEqual([]);
  });

  it('is held against the advisories of docs/dependencies.md', () => {
    expect(advisories.length).toBeGreaterThan(10);
  });
});
