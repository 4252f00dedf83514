import { SCOPES, type Scope } from '../../../src/config/api-keys';
import { AccessBed, KEYS, type ServedRoute, type Told } from './access-bed';

let bed: AccessBed;

beforeAll(async () => {
  bed = await AccessBed.start();
});
afterAll(() => bed.stop());

type Need = Scope | 'any-key' | 'open';

/** Who may call what, said here a second time, and not read from where the service has it. */
function needOf({ method, pattern }: ServedRoute): Need {
  if (/^\/health\/(live|ready|startup)$/.test(pattern) || `${method} ${pattern}` === 'POST /session') {
    return 'open';
  }
  if (/^\/(docs|openapi\.json|dashboard|session)(\/|$|-)/.test(pattern)) {
    return 'any-key';
  }
  if (pattern.startsWith('/leases')) {
    return 'work';
  }
  if (method === 'POST' && (pattern === '/jobs' || pattern === '/jobs/bulk')) {
    return 'enqueue';
  }
  return method === 'GET' ? 'read' : 'admin';
}

const guarded = () => bed.routes().filter((route) => needOf(route) !== 'open');
const nameOf = ({ method, pattern }: ServedRoute) => `${method} ${pattern}`;

/** Fails with the name of the route. */
function expectProblem(name: string, told: Told, status: number, code: string): void {
  expect({ name, status: told.status, type: told.headers['content-type'] }).toEqual({
    name,
    status,
    type: 'application/problem+json; charset=utf-8',
  });
  if (!name.startsWith('HEAD ')) {
    expect({ name, ...(JSON.parse(told.text) as object) }).toMatchObject({ name, status, code });
  }
}

describe('every route that is served', () => {
  it('is on the table, the dashboard, events, metrics and the documents too', () => {
    const names = new Set(bed.routes().map(nameOf));
    for (const name of [
      'POST /jobs',
      'GET /events',
      'GET /dashboard',
      'GET /docs',
      'GET /openapi.json',
      'GET /metrics/prometheus',
      'GET /health/live',
    ]) {
      expect([...names]).toContain(name);
    }
    expect(names.size).toBeGreaterThan(50);
  });

  it.each([
    ['no key', {}, 'Bearer realm="sluice"'],
    ['a key that nobody knows', KEYS.stranger.headers, 'Bearer realm="sluice", error="invalid_token"'],
    ['a key that has expired', KEYS.expired.headers, 'Bearer realm="sluice", error="invalid_token"'],
    ['a key cut short', { authorization: KEYS.admin.headers.authorization.slice(0, -1) }, undefined],
    ['a longer key', { authorization: `${KEYS.admin.headers.authorization}0` }, undefined],
    ['another scheme', { authorization: `Basic ${btoa(`x:${KEYS.admin.key}`)}` }, undefined],
    ['a key without a scheme', { authorization: KEYS.admin.key }, undefined],
    ['a key in a place of its own', { 'x-api-key': KEYS.admin.key }, undefined],
    [
      'a hash in place of a key',
      { authorization: `Bearer ${KEYS.admin.entry.split(':')[3] ?? ''}` },
      undefined,
    ],
    ['an empty key', { authorization: 'Bearer ' }, undefined],
  ])('answers 401 to %s', async (_what, headers: Readonly<Record<string, string>>, challenge) => {
    for (const route of guarded()) {
      const told = await bed.ask(route.method, route.path, headers);
      expectProblem(nameOf(route), told, 401, 'unauthenticated');
      expect(told.headers['www-authenticate']).toMatch(challenge ?? /^Bearer realm="sluice"/);
    }
  });

  it('answers 403 to a key for another namespace than the request names', async () => {
    for (const route of guarded()) {
      for (const namespace of ['default', 'a:b', '*', 'other, default']) {
        const headers = { ...KEYS.other.headers, 'sluice-namespace': namespace };
        expectProblem(nameOf(route), await bed.ask(route.method, route.path, headers), 403, 'forbidden');
      }
    }
  });

  it('answers 403 to each key without its scope, and names that', async () => {
    let refused = 0;
    for (const route of guarded()) {
      const need = needOf(route);
      for (const scope of SCOPES.filter((one) => need !== 'any-key' && one !== need && one !== 'admin')) {
        const told = await bed.ask(route.method, route.path, KEYS[scope].headers);
        expectProblem(nameOf(route), told, 403, 'forbidden');
        expect(JSON.parse(told.text)).toMatchObject({ missing_scope: need });
        expect(told.headers['www-authenticate']).toContain(`error="insufficient_scope", scope="${need}"`);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('answers the keys that have it, and admin', async () => {
    for (const route of guarded()) {
      const need = needOf(route);
      const scopes = need === 'any-key' || need === 'open' ? SCOPES : ([need, 'admin'] as const);
      for (const scope of scopes) {
        const { status } = await bed.ask(route.method, route.path, KEYS[scope].headers);
        expect({ name: nameOf(route), scope, refused: status === 401 || status === 403 }).toEqual({
          name: nameOf(route),
          scope,
          refused: false,
        });
        expect(status).toBeLessThan(500);
      }
    }
  });

  it('is open to all where it is health, and where one signs in', async () => {
    const open = bed.routes().filter((route) => needOf(route) === 'open');
    expect(open.map(nameOf).sort()).toEqual([
      'GET /health/live',
      'GET /health/ready',
      'GET /health/startup',
      'POST /session',
    ]);
    for (const { path } of open.filter(({ method }) => method === 'GET')) {
      expect((await bed.ask('GET', path)).status).toBe(200);
      expect((await bed.ask('HEAD', path)).status).toBe(200);
    }
  });

  it('says in the OpenAPI document what it needs', async () => {
    const document = JSON.parse((await bed.ask('GET', '/openapi.json', KEYS.read.headers)).text) as {
      paths: Record<string, Record<string, { security?: object[]; responses: Record<string, object> }>>;
      components: { securitySchemes: object };
    };
    expect(document.components.securitySchemes).toMatchObject({
      apiKey: { type: 'http', scheme: 'bearer' },
    });
    for (const route of bed.routes()) {
      const path = route.pattern.replace(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[route.method.toLowerCase()];
      if (operation === undefined) {
        expect(route.pattern).toMatch(/^\/(docs|dashboard|openapi\.json)/);
        continue;
      }
      const need = needOf(route);
      const security = need === 'open' ? undefined : [{ apiKey: need === 'any-key' ? [] : [need] }];
      expect({ name: nameOf(route), security: operation.security }).toEqual({
        name: nameOf(route),
        security,
      });
      // The form itself answers 401 to a key that is none.
      expect(Object.keys(operation.responses).includes('401')).toBe(
        need !== 'open' || route.pattern === '/session',
      );
    }
  });
});

/** Other ways of writing a path: some lead to the same route, some nowhere; none may lead past the guard. */
function spellings(path: string): string[] {
  const first = path.charAt(1);
  const encoded = `/%${first.charCodeAt(0).toString(16)}${path.slice(2)}`;
  return [
    `/${path}`,
    `//${path}`,
    path.toUpperCase(),
    `${path}/`,
    `${path}//`,
    encoded,
    `/.${path}`,
    `/%2e${path}`,
    `/%2E%2e${path}`,
    `/x/..${path}`,
    `/health/live/..${path}`,
    `/health/live/%2e%2e${path}`,
    `/health/live;${path}`,
    `/health/live%00${path}`,
    `/health/live?${path}`.replace('live', 'liv'),
    `/health%2flive${path}`,
    `/docs/..${path}`,
    `/dashboard/assets/..${path}`,
    `/\\${path}`,
    `${path};x=y`,
    `${path}?_method=GET`,
    `${path}%20`,
    `${path}.json`,
    `http://127.0.0.1${path}`,
    `http://elsewhere.example/${path}`,
  ];
}

describe('every spelling of every path', () => {
  const methods = (route: ServedRoute) => [
    route.method,
    'HEAD',
    'OPTIONS',
    'GET',
    'POST',
    'PROPFIND',
    'QUERY',
  ];

  it('needs a key', async () => {
    for (const route of guarded()) {
      for (const path of spellings(route.path)) {
        const { status } = await bed.ask(route.method, path);
        expect({ path, status }).toEqual({ path, status: 401 });
      }
      // Where one signs in, a POST is for everybody.
      const guardedMethods = methods(route).filter((one) => one !== 'POST' || route.pattern !== '/session');
      for (const method of guardedMethods) {
        expect({ method, path: route.path, status: (await bed.ask(method, route.path)).status }).toEqual({
          method,
          path: route.path,
          status: 401,
        });
      }
    }
  });

  it('needs the scope', async () => {
    for (const route of guarded()) {
      const need = needOf(route);
      if (need === 'any-key') {
        continue;
      }
      const { headers } = need === 'work' ? KEYS.enqueue : KEYS.work;
      for (const path of spellings(route.path)) {
        const { status } = await bed.ask(route.method, path, headers);
        // Whoever has a key may see the documents, and hear that a path is none.
        const allowed = /^\/(docs|dashboard)\//.test(path) ? [200, 302, 403, 404, 405] : [403, 404, 405];
        expect({ path, method: route.method, refused: allowed.includes(status), status }).toMatchObject({
          path,
          refused: true,
        });
      }
    }
  });

  it('does what its method says, whatever headers say', async () => {
    const override = (method: string) => ({
      'x-http-method-override': method,
      'x-http-method': method,
      'x-method-override': method,
    });
    // It may read, and would cancel.
    const told = await bed.ask('GET', '/jobs/some/cancel', { ...KEYS.read.headers, ...override('POST') });
    expect(told.status).toBe(405);
    // It may enqueue, and would list.
    const listed = await bed.ask('POST', '/jobs', { ...KEYS.enqueue.headers, ...override('GET') });
    expect(listed.status).toBe(415);
    for (const route of guarded()) {
      expect((await bed.ask(route.method, route.path, override('GET'))).status).toBe(401);
    }
  });
});

describe('on the bare socket', () => {
  const good = KEYS.read.headers.authorization;
  const statuses = (answer: string) =>
    [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);

  it.each([
    ['absolute form', 'GET http://127.0.0.1/jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    [
      'absolute form of an open path',
      'GET http://x/health/live/../../jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ],
    ['HTTP/1.0', 'GET /jobs HTTP/1.0\r\n\r\n'],
    ['two slashes', 'GET //jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['dots', 'GET /health/live/../../jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    [
      'the key in the query',
      `GET /jobs?access_token=${KEYS.read.key} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    ],
  ])('%s needs a key', async (_what, bytes) => {
    expect(statuses(await bed.raw(bytes))).toEqual(['401']);
  });

  it('refuses a key behind another one, whichever of them is right', async () => {
    for (const keys of [
      ['Bearer wrong', good],
      [good, 'Bearer wrong'],
    ]) {
      const lines = keys.map((key) => `Authorization: ${key}\r\n`).join('');
      const answer = await bed.raw(
        `GET /jobs HTTP/1.1\r\nHost: localhost\r\n${lines}Connection: close\r\n\r\n`,
      );
      expect(statuses(answer)).toEqual(['400']);
    }
  });

  it('asks each request of a connection anew', async () => {
    const head = 'GET /jobs HTTP/1.1\r\nHost: localhost\r\n';
    const answer = await bed.raw(
      `${head}Authorization: ${good}\r\n\r\n${head}\r\n${head}Authorization: ${good}\r\nConnection: close\r\n\r\n`,
    );
    expect(statuses(answer)).toEqual(['200', '401', '200']);
  });

  it('reads what a refused client still sends, so that it hears why', async () => {
    const body = 'x'.repeat(3_000_000);
    const answer = await bed.raw(
      `POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
        'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect(statuses(answer)).toEqual(['401', '200']);
  });
});
