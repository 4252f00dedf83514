import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '../../../src/http/problem';

const ROOT = join(__dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'http-api.md'), 'utf8');
/** Made from the OpenAPI document, which a test of its own holds to it. */
const types = readFileSync(join(ROOT, 'src', 'client', 'api-types.ts'), 'utf8');

describe('docs/http-api.md', () => {
  it('names every path of the API, and no other', () => {
    const served = [...types.matchAll(/^ {2}'?(\/[\w{}/-]+)'?: \{$/gm)].map(([, path]) => path);
    const named = [...page.matchAll(/`(?:[A-Z]+ )?(\/[\w{}/-]+)/g)].map(([, path]) => path);
    expect(served.length).toBeGreaterThan(40);
    expect([...new Set(named)].filter((path) => !['/docs', '/openapi'].includes(path ?? '')).sort()).toEqual(
      served.sort(),
    );
  });

  it('names every code of a problem, with its status', () => {
    const rows = [...page.matchAll(/^\| (`[\w`, ]+`) *\| (\d{3}) +\|/gm)].flatMap(([, codes = '', status]) =>
      [...codes.matchAll(/\w+/g)].map(([code]) => [code, Number(status)]),
    );
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(PROBLEMS).map(([code, { status }]) => [code, status])),
    );
  });
});
