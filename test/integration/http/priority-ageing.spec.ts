import { HttpBed } from './http-bed';

let bed: HttpBed;

beforeAll(async () => {
  bed = await HttpBed.start();
});
afterAll(() => bed.stop());

const json = { 'content-type': 'application/json' };
const patch = (queue: string, settings: unknown) =>
  bed.ask(`/queues/${queue}`, { method: 'PATCH', headers: json, body: JSON.stringify(settings) });
const lease = async (queue: string) => {
  const { body } = await bed.ask('/leases', {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ queues: [queue], types: ['simulate'], max_jobs: 10, worker: 'w' }),
  });
  return (body['jobs'] as { id: string }[]).map(({ id }) => id);
};

describe('priority_ageing_ms', () => {
  it('is set, shown, and removed', async () => {
    const set = await patch('shown', { priority_ageing_ms: 60_000 });
    expect(set).toMatchObject({
      status: 200,
      body: { settings: { priority_ageing_ms: 60_000 }, limits: { priority_ageing_ms: 60_000 } },
    });
    const removed = await patch('shown', { priority_ageing_ms: null });
    expect(removed.body).toMatchObject({ settings: { priority_ageing_ms: null } });
  });

  it.each([0, -1, 1.5, '60000', 2_592_000_001, true, {}])('%j is refused by name', async (value) => {
    expect(await patch('refused', { priority_ageing_ms: value })).toMatchObject({
      status: 422,
      body: { code: 'invalid', errors: [{ pointer: '/priority_ageing_ms' }] },
    });
    expect((await bed.ask('/queues/refused')).status).toBe(404);
  });

  it('lets a low job go before higher ones that came later, and explain says so', async () => {
    // So short that any later millisecond makes up for a hundred levels.
    await patch('aged', { priority_ageing_ms: 1 });
    await bed.post(JSON.stringify({ id: 'low', queue: 'aged', priority: -100 }));
    await patch('plain', { max_depth: 10 });
    await bed.post(JSON.stringify({ id: 'plain-low', queue: 'plain', priority: -100 }));
    const client = bed.redis.client();
    const time = async () => {
      const [s = 0, us = 0] = await client.time();
      return s * 1_000 + Math.floor(us / 1_000);
    };
    const from = await time();
    while ((await time()) <= from + 202);
    await client.quit();
    for (const [id, queue] of Object.entries({ high: 'aged', 'plain-high': 'plain' })) {
      await bed.post(JSON.stringify({ id, queue, priority: 100 }));
    }
    const { body } = await bed.ask('/jobs/high/explain');
    expect(body['reasons']).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'jobs_ahead', ahead: 1 })]),
    );
    expect(await lease('aged')).toEqual(['low', 'high']);
    expect(await lease('plain')).toEqual(['plain-high', 'plain-low']);
  });
});
