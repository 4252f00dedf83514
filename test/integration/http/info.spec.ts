import { hostname } from 'node:os';
import { version } from '../../../package.json';
import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start();
});
afterAll(() => bed.stop());

describe('GET /info', () => {
  it('tells what runs here and how the store is set up', async () => {
    const client = bed.redis.client();
    await client.config('SET', 'maxmemory', '100mb');
    await client.quit();
    const { status, body, headers } = await bed.ask('/info');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({
      ...{ version, node: process.version, role: 'api', phase: 'running' },
      replica: `${hostname()}:${process.pid}`,
      store: {
        ...{
          role: 'primary',
          max_memory_bytes: 104_857_600,
          eviction_policy: 'noeviction',
          append_only: false,
        },
        version: expect.stringMatching(/^\d+\.\d+/) as unknown,
        checks: expect.arrayContaining([{ check: 'eviction', level: 'ok', detail: 'noeviction' }]) as unknown,
      },
    });
    const { used_memory_bytes: used, clients } = body['store'] as Record<string, number>;
    expect(used).toBeGreaterThan(100_000);
    expect(clients).toBeGreaterThan(0);
  });

  it('has all fields that the description names, and no other', async () => {
    const { components } = (await bed.ask('/openapi.json')).body as {
      components: { schemas: Record<string, { properties: object }> };
    };
    const { body } = await bed.ask('/info');
    const fields = (name: string) => Object.keys(components.schemas[name]?.properties ?? {}).sort();
    expect(Object.keys(body).sort()).toEqual(fields('InfoDto'));
    expect(Object.keys(body['store'] as object).sort()).toEqual(fields('StoreInfoDto'));
  });

  it('answers without the store, and says that it is away', async () => {
    await bed.redis.kill();
    expect(await bed.ask('/info')).toMatchObject({ status: 200, body: { role: 'api', store: null } });
  });
});
