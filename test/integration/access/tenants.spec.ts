import { EventReader } from '../../support/event-reader';
import { AccessBed, KEYS } from './access-bed';

let bed: AccessBed;

/** In everything that the one tenant has; the other must never read it. */
const MARK = 'tenant-one-secret';
const ONE = { ...KEYS.admin.headers, 'content-type': 'application/json' };
const TWO = { ...KEYS.other.headers, 'content-type': 'application/json' };

beforeAll(async () => {
  bed = await AccessBed.start();
  const post = (path: string, body: object, method = 'POST') =>
    bed.http.ask(path, { method, headers: ONE, body: JSON.stringify(body) });
  const job = {
    id: 'some',
    type: MARK,
    queue: MARK,
    tags: [MARK],
    payload: { secret: MARK },
    group: MARK,
    callback_url: `https://${MARK}.example/`,
  };
  expect((await post('/jobs', job)).status).toBe(202);
  expect((await post('/jobs', { id: 'lines', payload: MARK, type: MARK })).status).toBe(202);
  const taken = await post('/leases', { queues: ['default'], types: [MARK], worker: MARK, lease_ms: 60_000 });
  const [lease] = taken.body['jobs'] as [{ lease_token: string }];
  const log = { lease_token: lease.lease_token, lines: [MARK] };
  expect((await post('/leases/lines/log', log)).status).toBe(200);
  const failure = {
    lease_token: lease.lease_token,
    error: { code: 'broken', message: MARK, retryable: false },
  };
  expect((await post('/leases/lines/fail', failure)).status).toBe(200);
  const schedule = { every_ms: 3_600_000, job: { type: MARK, queue: MARK, payload: MARK } };
  expect((await post('/schedules/some', schedule, 'PUT')).status).toBe(201);
});
afterAll(() => bed.stop());

describe('a tenant', () => {
  it('sees its own', async () => {
    for (const path of [
      '/jobs/some',
      '/jobs/lines',
      '/jobs/lines/logs',
      '/schedules/some',
      '/queues',
      '/workers',
    ]) {
      expect({ path, seen: (await bed.ask('GET', path, ONE)).text.includes(MARK) }).toEqual({
        path,
        seen: true,
      });
    }
  });

  it('reads nothing of another one, wherever it looks', async () => {
    const places = ['some', 'lines', 'default', MARK];
    let looked = 0;
    for (const { pattern, method } of bed.routes()) {
      if (method !== 'GET' || /^\/(docs|dashboard|openapi)/.test(pattern)) {
        continue;
      }
      for (const place of /:/.test(pattern) ? places : ['']) {
        const path = pattern.replace(/:\w+/g, place);
        const { text } = await bed.ask('GET', `${path}?`, { ...TWO, accept: 'application/json' });
        // What was asked for may be said again.
        expect({ path, text: text.replaceAll(place === '' ? '\0' : place, '') }).toEqual({
          path,
          text: expect.not.stringContaining(MARK) as string,
        });
        looked += 1;
      }
    }
    expect(looked).toBeGreaterThan(25);
  });

  it('counts its own jobs only, in JSON and in the text for Prometheus', async () => {
    const counts = JSON.parse((await bed.ask('GET', '/metrics', TWO)).text) as object;
    expect(counts).toMatchObject({ enqueued: 0, failed: 0, queue_depth: 0, workers: 0 });
    const text = (await bed.ask('GET', '/metrics/prometheus', TWO)).text;
    expect(text).toContain('namespace="other"');
    expect(text).not.toContain('namespace="default"');
    // What the process did, it did for everybody.
    expect(text).not.toContain('sluice_http_request_duration_seconds');
  });

  it('a key for all namespaces reads each one, by the header', async () => {
    const named = (namespace: string) => ({ ...KEYS.any.headers, 'sluice-namespace': namespace });
    expect((await bed.ask('GET', '/jobs/some', named('default'))).status).toBe(200);
    expect((await bed.ask('GET', '/jobs/some', named('other'))).status).toBe(404);
    expect((await bed.ask('GET', '/jobs/some', KEYS.any.headers)).status).toBe(200);
    const text = (await bed.ask('GET', '/metrics/prometheus', KEYS.any.headers)).text;
    expect(text).toContain('namespace="default"');
    expect(text).toContain('sluice_http_request_duration_seconds');
  });

  it('changes nothing of another one', async () => {
    const act = (method: string, path: string, body?: string) =>
      bed.http.ask(path, { method, headers: TWO, ...(body === undefined ? {} : { body }) });
    expect((await act('POST', '/jobs/some/cancel')).status).toBe(404);
    expect((await act('DELETE', '/schedules/some')).status).toBe(404);
    expect((await act('POST', `/queues/${MARK}/purge`, '{}')).body).not.toMatchObject({ purged: 1 });
    // The same id is another job there.
    expect((await act('POST', '/jobs', '{"id":"some","type":"mine"}')).status).toBe(202);
    const leased = await act('POST', '/leases', '{"queues":["default"],"types":["mine"],"max_jobs":10}');
    expect((leased.body['jobs'] as { type: string }[]).map(({ type }) => type)).toEqual(['mine']);
    expect(JSON.parse((await bed.ask('GET', '/jobs/some', ONE)).text)).toMatchObject({
      type: MARK,
      status: 'queued',
    });
  });

  it('hears of its own jobs only', async () => {
    const reader = await EventReader.open(bed.http.port, '', TWO);
    try {
      for (const headers of [ONE, TWO, ONE]) {
        await bed.http.ask('/jobs', {
          method: 'POST',
          headers,
          body: `{"type":"${headers === ONE ? MARK : 'mine'}"}`,
        });
      }
      await bed.http.ask('/jobs', { method: 'POST', headers: TWO, body: '{"id":"last"}' });
      await reader.until('enqueued last', 30_000);
      expect(JSON.stringify(reader.events)).not.toContain(MARK);
      expect(JSON.stringify(reader.events)).toContain('mine');
    } finally {
      reader.close();
    }
  });
});
