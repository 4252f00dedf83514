import { LastingAnswers } from '../../../src/access/lasting-answers';
import { EventReader } from '../../support/event-reader';
import { testKey } from '../../support/api-keys';
import { HttpBed, type Answer } from '../http/http-bed';

const OPERATOR = testKey('admin');
const READER = testKey('read', 'shop', ';expires=2999-01-31');
const BRIEF = testKey('read', 'default', `;expires=${new Date(Date.now() + 60_000).toISOString()}`);
const ENTRIES = [OPERATOR.entry, READER.entry, BRIEF.entry].join(',');

let bed: HttpBed;
/** Another replica, on the same Redis. */
let other: HttpBed;
/** One to which the first key is not known any more. */
let later: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start({ SLUICE_API_KEYS: ENTRIES, SLUICE_SESSION_MS: '3600000' });
  other = await HttpBed.on(bed.redis, { SLUICE_API_KEYS: ENTRIES });
  later = await HttpBed.on(bed.redis, { SLUICE_API_KEYS: READER.entry });
});
afterAll(async () => {
  await Promise.all([other.close(), later.close()]);
  await bed.stop();
});

const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const ownForm = (): Record<string, string> => ({ ...form, origin: `http://127.0.0.1:${bed.port}` });

function signIn(
  key: string,
  headers: Readonly<Record<string, string>> = ownForm(),
  back = '',
): Promise<Answer> {
  const body = new URLSearchParams({ key, back }).toString();
  return bed.ask('/session', { method: 'POST', headers, body });
}

const cookiesOf = ({ headers }: Answer) => (headers['set-cookie'] ?? []) as readonly string[];

async function cookieOf(key: string): Promise<{ cookie: string }> {
  const [cookie = ''] = cookiesOf(await signIn(key));
  return { cookie: cookie.split(';')[0] ?? '' };
}

describe('a browser without a sign-in', () => {
  it.each([
    ['/dashboard', 'session', 'dashboard'],
    ['/dashboard/jobs?status=failed&x="><script>', '../session', 'dashboard'],
    ['/dashboard/jobs?status=failed&queue=a', '../session', 'dashboard/jobs?status=failed&#38;queue=a'],
    ['/docs', 'session', 'docs'],
    ['/metrics', 'session', 'dashboard'],
  ])('gets the form in place of %s, and a way back', async (path, action, back) => {
    const answer = await bed.ask(path.replace(/["<>]/g, encodeURIComponent), { headers: page });
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer realm="sluice"',
    });
    expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'.*form-action 'self'/);
    expect(answer.text).toMatch(new RegExp(`action="(\\./)?${action.replace(/\./g, '\\.')}"`));
    expect(answer.text).not.toContain('<script');
    if (!path.includes('script')) {
      expect(answer.text).toContain(`name="back" value="${back}"`);
    }
  });

  it('gets problem documents where it asks for data', async () => {
    const answer = await bed.ask('/jobs', { headers: { accept: '*/*' } });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });
});

describe('signing in', () => {
  it('leads back, with a cookie that no script and no other site has, and not the key', async () => {
    const answer = await signIn(OPERATOR.key, ownForm(), 'dashboard/jobs?status=failed');
    expect(answer).toMatchObject({ status: 303, headers: { location: 'dashboard/jobs?status=failed' } });
    const [cookie, ...rest] = cookiesOf(answer);
    expect(rest).toEqual([]);
    expect(cookie).toMatch(
      /^sluice_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=(3600|3599)$/,
    );
    expect(cookie).not.toContain(OPERATOR.key);
  });

  it.each([
    ['the origin of the form', { origin: 'https://127.0.0.1' }, true],
    ['what a proxy says', { 'x-forwarded-proto': 'https' }, true],
    ['plain HTTP', {}, false],
  ])(
    'by %s the cookie is for TLS only, or not',
    async (_what, headers: Readonly<Record<string, string>>, secure) => {
      const host: Record<string, string> = headers['origin'] === undefined ? {} : { host: '127.0.0.1' };
      const [cookie = ''] = cookiesOf(await signIn(OPERATOR.key, { ...form, ...headers, ...host }));
      expect({ host: cookie.startsWith('__Host-'), secure: cookie.endsWith('; Secure') }).toEqual({
        host: secure,
        secure,
      });
    },
  );

  it('with a key that is none shows the form again', async () => {
    const answer = await signIn(testKey('admin').key, ownForm(), 'dashboard/jobs');
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('not known here');
    expect(answer.text).toContain('value="dashboard/jobs"');
    expect(cookiesOf(answer)).toEqual([]);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'dashboard\\evil',
    'javascript:alert(1)',
    'dashboards',
    'jobs/1/payload',
    'dashboard\r\nX: y',
  ])('leads to pages of ours only, and not to %s', async (back) => {
    expect((await signIn(OPERATOR.key, ownForm(), back)).headers['location']).toBe('dashboard');
  });

  it('is not for forms of other pages', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const answer = await signIn(OPERATOR.key, { ...form, ...headers });
      expect(answer.status).toBe(403);
      expect(cookiesOf(answer)).toEqual([]);
    }
  });

  it('takes a form, of a size that a form has', async () => {
    expect((await signIn('x'.repeat(10_000))).status).toBe(413);
    const json = { 'content-type': 'application/json' };
    expect((await bed.ask('/session', { method: 'POST', headers: json, body: '{}' })).status).toBe(415);
  });
});

describe('signed in', () => {
  it('may what the key may, on every replica', async () => {
    const headers = await cookieOf(READER.key);
    for (const replica of [bed, other, later]) {
      expect((await replica.ask('/session', { headers })).body).toEqual({
        auth: 'required',
        key: expect.stringMatching(/^read-/) as string,
        namespace: 'shop',
        scopes: ['read'],
        expires_at: '2999-01-31T00:00:00.000Z',
      });
      expect((await replica.ask('/jobs', { headers })).status).toBe(200);
    }
    const paused = { method: 'POST', headers: { ...headers, 'sluice-page': 'dashboard' } };
    expect((await bed.ask('/queues/default/pause', paused)).body).toMatchObject({ missing_scope: 'admin' });
    expect((await bed.ask('/jobs', { headers: { ...headers, 'sluice-namespace': 'default' } })).status).toBe(
      403,
    );
  });

  it('changes nothing without the header that only our pages send', async () => {
    const headers = await cookieOf(OPERATOR.key);
    const pause = (more: object) =>
      bed.ask('/queues/default/pause', { method: 'POST', headers: { ...headers, ...more } });
    expect((await pause({})).status).toBe(403);
    expect((await pause({ 'sec-fetch-site': 'cross-site', 'sluice-page': 'x' })).status).toBe(403);
    expect((await pause({ 'sluice-page': 'dashboard' })).status).toBe(200);
  });

  it('is worth no more than its key: where that is gone, the session is', async () => {
    const headers = await cookieOf(OPERATOR.key);
    expect((await bed.ask('/jobs', { headers })).status).toBe(200);
    expect((await later.ask('/jobs', { headers })).status).toBe(401);
  });

  it('ends with its key', async () => {
    const [cookie = ''] = cookiesOf(await signIn(BRIEF.key));
    const maxAge = Number(/Max-Age=(\d+)/.exec(cookie)?.[1]);
    expect(maxAge).toBeGreaterThan(0);
    expect(maxAge).toBeLessThanOrEqual(60);
  });

  it('a key beside the cookie counts, and only that', async () => {
    const headers = await cookieOf(OPERATOR.key);
    expect((await bed.ask('/jobs', { headers: { ...headers, authorization: 'Bearer x' } })).status).toBe(401);
  });

  it.each(['', 'short', 'A'.repeat(43), `${'A'.repeat(42)}=`])(
    'not by a cookie that nobody gave: %s',
    async (token) => {
      const headers = { cookie: `sluice_session=${token}` };
      expect((await bed.ask('/jobs', { headers })).status).toBe(401);
    },
  );

  it('leaves in Redis nothing that signs in, and only for its time', async () => {
    const { cookie } = await cookieOf(OPERATOR.key);
    const redis = bed.redis.client();
    const keys = await redis.keys('sluice:session:*');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const stored = `${key} ${(await redis.get(key)) ?? ''}`;
      expect(stored).not.toContain(cookie.split('=')[1]);
      expect(stored).not.toContain(OPERATOR.key);
      const left = await redis.pttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(43_200_000);
    }
    redis.disconnect();
  });

  it('is over on signing out, on other replicas within seconds, and its stream of events, too', async () => {
    const headers = await cookieOf(OPERATOR.key);
    const reader = await EventReader.open(bed.port, '', headers);
    const byKey = await EventReader.open(bed.port, '', OPERATOR.headers);
    const answer = await bed.ask('/session', {
      method: 'DELETE',
      headers: { ...headers, 'sluice-page': 'dashboard' },
    });
    expect(answer.status).toBe(204);
    expect(cookiesOf(answer).every((cookie) => cookie.includes('Max-Age=0'))).toBe(true);
    expect((await bed.ask('/jobs', { headers })).status).toBe(401);
    expect((await other.ask('/jobs', { headers })).status).toBe(401);
    await bed.app.get(LastingAnswers).runOnce();
    await reader.untilTrue(() => reader.ended, 'the stream to end', 30_000);
    expect(byKey.ended).toBe(false);
    byKey.close();
  });
});
