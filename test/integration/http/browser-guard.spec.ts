import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start({ HOST: '127.0.0.1', SLUICE_ALLOWED_HOSTS: 'jobs.example.org' });
});
afterAll(() => bed.stop());

const JSON_BODY = { 'content-type': 'application/json' };
const cancel = (headers: Readonly<Record<string, string>>) =>
  bed.ask('/jobs/kept/cancel', { method: 'POST', headers });

describe('pages of other origins', () => {
  beforeAll(() => bed.post('{"id":"kept","delay_ms":3600000}'));

  it.each([
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed', { 'sec-fetch-site': 'none' }],
    ['an old browser', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['one that has our name in its own', { origin: 'http://127.0.0.1.evil.example' }],
    ['one with the header all the same', { 'sec-fetch-site': 'cross-site', 'sluice-page': '1' }],
    ['our own, without the header', { 'sec-fetch-site': 'same-origin' }],
  ])('%s changes nothing', async (_name, headers) => {
    const answer = await cancel(headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'forbidden', status: 403 });
    expect((await bed.ask('/status?id=kept')).body).toMatchObject({ status: 'scheduled' });
  });

  it('are not waited for: what they send is not read', async () => {
    const headers = { ...JSON_BODY, 'sec-fetch-site': 'cross-site' };
    const answer = await bed.ask('/jobs', { method: 'POST', headers, body: '{"id":"never"}' });
    expect(answer.status).toBe(403);
    expect((await bed.ask('/status?id=never')).status).toBe(404);
  });

  it('may read, which the browser keeps from them', async () => {
    expect((await bed.ask('/metrics', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200);
  });

  it('are not taken for what is no browser', async () => {
    await bed.post('{"id":"plain","delay_ms":3600000}');
    expect((await bed.ask('/jobs/plain/cancel', { method: 'POST' })).status).toBe(200);
  });

  it.each([
    ['a new browser', () => ({ 'sec-fetch-site': 'same-origin' })],
    ['an old one', () => ({ origin: `http://127.0.0.1:${bed.port}` })],
    [
      'one behind a proxy that has another Host',
      () => ({ 'sec-fetch-site': 'same-origin', origin: 'https://x.example' }),
    ],
  ])('our own page may, in %s', async (_name, headers) => {
    const answer = await bed.ask('/queues/default/pause', {
      method: 'POST',
      headers: { ...headers(), 'sluice-page': 'dashboard' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('names that requests are for', () => {
  const status = async (host: string) => (await bed.ask('/metrics', { headers: { host } })).status;

  it.each([
    'localhost',
    'localhost:8080',
    '127.0.0.1:1',
    '[::1]:8080',
    '10.1.2.3',
    'jobs.example.org',
    'Jobs.Example.ORG.:443',
  ])('are ours: %s', async (host) => expect(await status(host)).toBe(200));

  it.each(['evil.example', 'localhost.evil.example', 'x.jobs.example.org', '127.0.0.1.evil.example:8080'])(
    'are not ours: %s',
    async (host) => expect(await status(host)).toBe(403),
  );
});

describe('without a list', () => {
  it('whoever listens for all takes all names', async () => {
    const open = await HttpBed.start({ HOST: '0.0.0.0' });
    expect((await open.ask('/metrics', { headers: { host: 'sluice.jobs.svc' } })).status).toBe(200);
    await open.stop();
  });
});

describe('the dashboard over HTTP', () => {
  it('has a policy that leaves no room, on the page and on each file', async () => {
    const page = await bed.ask('/dashboard/queues/some.queue');
    expect(page.status).toBe(200);
    const script = /src="\.\.\/(assets\/app-[^"]+\.js)"/.exec(page.text)?.[1] ?? '';
    const file = await bed.ask(`/dashboard/${script}`, { headers: { 'accept-encoding': 'br, gzip' } });
    for (const { headers } of [page, file]) {
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*trusted-types 'none'$/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
    expect(page.headers['cache-control']).toBe('no-cache');
    expect(file.headers['cache-control']).toMatch(/immutable/);
    expect(file.headers['content-encoding']).toBe('gzip');
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await bed.ask('/dashboard');
    const again = await bed.ask('/dashboard', { headers: { 'if-none-match': String(headers['etag']) } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('has no other files', async () => {
    const answer = await bed.ask('/dashboard/assets/nothing.js');
    expect([answer.status, answer.body['code']]).toEqual([404, 'not_found']);
  });

  it('hands out nothing of the disk', async () => {
    for (const path of ['/dashboard/assets/..%2f..%2fmain.js', '/dashboard/..%2f..%2fpackage.json']) {
      const { text } = await bed.ask(path);
      expect(text).not.toMatch(/require\(|"dependencies"/);
    }
  });
});
