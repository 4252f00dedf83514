import { once } from 'node:events';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { KeepAliveClient } from '../../support/keep-alive-client';
import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeEach(async () => {
  bed = await HttpBed.start();
});
afterEach(() => bed.stop());

describe('a service that stops', () => {
  it('takes jobs while it is leaving, with readiness at 503 already', async () => {
    bed.app.get(Lifecycle).enter('leaving');
    expect((await bed.post('{}')).status).toBe(202);
    expect(await bed.ask('/health/ready')).toMatchObject({ status: 503, body: { code: 'draining' } });
    expect((await bed.ask('/health/live')).status).toBe(200);
  });

  it('refuses jobs while it drains, and still answers everything else', async () => {
    await bed.post('{"id":"before"}');
    bed.app.get(Lifecycle).enter('draining');
    const refused = await bed.post('{"id":"after"}');
    expect(refused).toMatchObject({ status: 503, body: { code: 'draining' } });
    expect(refused.headers['connection']).toBe('close');
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect((await bed.ask('/jobs/after')).status).toBe(404);
    expect((await bed.ask('/jobs/before')).status).toBe(200);
    expect((await bed.ask('/metrics')).status).toBe(200);
    expect((await bed.ask('/jobs/before/cancel', { method: 'POST' })).status).toBe(200);
  });

  it('ends long polls at once with what there is', async () => {
    await bed.post('{"id":"long"}');
    const waiting = bed.ask('/jobs/long?wait_ms=30000');
    // A second request that is answered: the first has arrived by then.
    await bed.ask('/jobs/long');
    const began = performance.now();
    bed.app.get(Lifecycle).enter('draining');
    expect(await waiting).toMatchObject({ status: 200, body: { status: 'queued' } });
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('closes in spite of clients that hold their connections or never finish a request', async () => {
    const idle = await KeepAliveClient.connect(bed.port, '/metrics');
    const half = await KeepAliveClient.connect(bed.port, '/metrics');
    const server = bed.app.getHttpServer();
    half.request('/metrics HTTP/1.1\r\nX: '); // never ends its headers as it should
    const began = performance.now();
    const closed = once(server, 'close');
    bed.app.get(Lifecycle).enter('draining');
    await bed.close();
    await closed;
    expect(performance.now() - began).toBeLessThan(2_500);
    idle.destroy();
    half.destroy();
  });
});
