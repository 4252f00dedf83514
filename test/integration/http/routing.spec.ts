import { HttpBed } from './http-bed';

interface Layer {
  readonly name: string;
  readonly route?: unknown;
  readonly handle: { readonly length: number };
}

describe('routing', () => {
  let bed: HttpBed;
  beforeAll(async () => {
    bed = await HttpBed.start();
  });
  afterAll(() => bed.stop());

  const post = (path: string) =>
    bed.ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });

  it.each(['/jobs', '/jobs?a=1', '/jobs/', '/JOBS', '/Jobs/?a=1', 'http://localhost/jobs'])(
    'takes %s for the same route, and counts it as such',
    async (path) => {
      const counted = async () => {
        const { text } = await bed.ask('/metrics/prometheus');
        const line =
          /^sluice_http_request_duration_seconds_count\{route="\/jobs",method="POST",status="202"\} (\d+)$/m;
        return Number(line.exec(text)?.[1] ?? 0);
      };
      const before = await counted();
      expect((await post(path)).status).toBe(202);
      expect(await counted()).toBe(before + 1);
    },
  );

  it.each(['/jobs//', '/jobs/%', '//jobs', '/jobs;a', '/job'])('does not take %s for it', async (path) => {
    expect([400, 404, 405]).toContain((await post(path)).status);
  });

  it.each(['/info', '/info/', '/INFO'])('answers HEAD for GET of %s', async (path) => {
    const { status, text } = await bed.ask(path, { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
  });

  it.each(['/jobs', '/jobs/'])('says which methods %s has', async (path) => {
    const { status, headers } = await bed.ask(path, { method: 'DELETE' });
    expect([status, headers['allow']]).toEqual([
      405,
      (await bed.ask('/jobs', { method: 'PUT' })).headers['allow'],
    ]);
  });

  it.each(['constructor', '__proto__', 'toString'])('has no route %s', async (name) => {
    expect((await bed.ask(`/${name}`)).status).toBe(404);
    expect(
      (await bed.ask('/jobs', { method: name.toUpperCase() }).catch(() => ({ status: 400 }))).status,
    ).toBe(400);
  });

  it('has nothing between the first middleware and the routes that a route found directly would miss', () => {
    const express = bed.app.getHttpAdapter().getInstance() as {
      readonly router: { readonly stack: readonly Layer[] };
    };
    const { stack } = express.router;
    const first = stack.findIndex(({ route }) => route !== undefined);
    const last = stack.findLastIndex(({ route }) => route !== undefined);
    const between = stack.slice(first, last).filter(({ route }) => route === undefined);
    expect(between.map(({ name }) => name)).toEqual(['serveStatic']); // of /docs
    expect(last - first).toBeGreaterThan(40);
  });
});
