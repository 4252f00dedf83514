import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyKeeper } from '../../../src/access/key-keeper.service';
import { testKey } from '../../support/api-keys';
import { HttpBed } from '../http/http-bed';

const FIRST = testKey('read');
const SECOND = testKey('read');
const FIXED = testKey('read');
const HASTY = testKey('read', 'default', ';rate=1;burst=2');
const ADMIN = testKey('admin');

let folder: string;
let file: string;
let bed: HttpBed;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-keys-'));
  file = join(folder, 'keys');
  writeFileSync(file, `# before\n${FIRST.entry}\n`);
  bed = await HttpBed.start({
    SLUICE_API_KEYS: [FIXED, HASTY, ADMIN].map(({ entry }) => entry).join(','),
    SLUICE_API_KEYS_FILE: file,
  });
});
afterAll(async () => {
  await bed.stop();
  rmSync(folder, { recursive: true });
});

const status = async ({ headers }: { readonly headers: Readonly<Record<string, string>> }) =>
  (await bed.ask('/metrics', { headers })).status;
const look = () => bed.app.get(KeyKeeper).runOnce();

describe('the file of keys', () => {
  it('rotates without a restart: both work in between, and then the new one alone', async () => {
    expect([await status(FIRST), await status(SECOND), await status(FIXED)]).toEqual([200, 401, 200]);
    writeFileSync(file, `${FIRST.entry}\n${SECOND.entry}\n`);
    await look();
    expect([await status(FIRST), await status(SECOND), await status(FIXED)]).toEqual([200, 200, 200]);
    writeFileSync(file, SECOND.entry);
    await look();
    expect([await status(FIRST), await status(SECOND), await status(FIXED)]).toEqual([401, 200, 200]);
  });

  it('changes nothing while it is no list of keys, or is not there', async () => {
    writeFileSync(file, `${SECOND.entry}\n${FIRST.key}`);
    await look();
    expect([await status(FIRST), await status(SECOND)]).toEqual([401, 200]);
    rmSync(file);
    await look();
    expect(await status(SECOND)).toBe(200);
    writeFileSync(file, FIRST.entry);
    await look();
    expect([await status(FIRST), await status(SECOND)]).toEqual([200, 401]);
  });
});

describe('a pause', () => {
  it('tells the name of the key that it came with', async () => {
    const { headers } = ADMIN;
    const [name] = ADMIN.entry.split(':');
    const { body } = await bed.ask('/queues/held/pause', { method: 'POST', headers });
    expect(body).toMatchObject({ paused: true, paused_by: name });
    expect((await bed.ask('/queues', { headers })).body).toMatchObject({ queues: [{ paused_by: name }] });
    const resumed = await bed.ask('/queues/held/resume', { method: 'POST', headers });
    expect(resumed.body).toMatchObject({ paused: false, paused_at: null, paused_by: null });
  });
});

describe('the rate of a key', () => {
  it('is its own: 429 with the time to wait, and others go on', async () => {
    const answers = [];
    for (let i = 0; i < 3; i += 1) {
      answers.push(await bed.ask('/metrics', { headers: HASTY.headers }));
    }
    const refused = answers.find((answer) => answer.status === 429);
    expect(refused?.body).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(refused?.headers).toMatchObject({
      'retry-after': '1',
      'ratelimit-policy': '"key";q=2;w=2',
      ratelimit: '"key";r=0;t=1',
    });
    expect(await status(FIXED)).toBe(200);
  });
});
