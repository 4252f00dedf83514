import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { HttpBed } from '../http/http-bed';

const ROOT = join(__dirname, '..', '..', '..');
const TYPES = join(ROOT, 'src', 'client', 'api-types.ts');

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start();
});
afterAll(() => bed.stop());

async function typesOf(document: string): Promise<string> {
  const maker = spawn(process.execPath, [join(ROOT, 'scripts', 'client-types.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  maker.stdin.end(document);
  const [types] = await Promise.all([text(maker.stdout), once(maker, 'close')]);
  expect(maker.exitCode).toBe(0);
  return types;
}

describe('src/client/api-types.ts', () => {
  it('is what the document makes that the service serves; `npm run client:types` brings it up to date', async () => {
    const types = await typesOf((await bed.ask('/openapi.json')).text);
    if (process.env['SLUICE_WRITE_CLIENT_TYPES'] !== undefined) {
      writeFileSync(TYPES, types);
    }
    expect(types).toContain('EnqueueJobDto');
    // Only whether: hundreds of lines of difference help nobody.
    expect({ upToDate: types === readFileSync(TYPES, 'utf8') }).toEqual({ upToDate: true });
  });

  it('changes when a field does', async () => {
    const document = (await bed.ask('/openapi.json')).text;
    const renamed = document.replaceAll('"max_retries"', '"most_retries"');
    expect(await typesOf(renamed)).not.toBe(await typesOf(document));
  });
});
