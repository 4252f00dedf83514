import type { Redis } from 'ioredis';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { claimRequest, nonceOf } from '../../support/job-builder';
import { HttpBed } from './http-bed';

let bed: HttpBed;
let redis: Redis;
let store: JobStore;
let claims = 0;

beforeAll(async () => {
  bed = await HttpBed.start();
  redis = bed.redis.client();
  store = bed.app.get<JobStores>(JOB_STORES).namespace('default');
});
afterAll(async () => {
  await redis.quit();
  await bed.stop();
});

const patch = (queue: string, settings: unknown) =>
  bed.ask(`/queues/${queue}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });

async function fill(queue: string, n: number): Promise<void> {
  for (let i = 0; i < n; i += 1) {
    expect((await bed.post(JSON.stringify({ id: `${queue}-${i}`, queue }))).status).toBe(202);
  }
}

async function start(queue: string) {
  claims += 1;
  const request = claimRequest(nonceOf('rates', claims), { queues: [{ queue, weight: 1 }], max: 100 });
  return (await store.claim(request)).jobs;
}

describe('the rate of a queue', () => {
  it('limits its starts, is shown with the queue, and explain says when the next may start', async () => {
    const answer = await patch('shown', { rate: { limit: 2, per_ms: 60_000 } });
    expect(answer).toMatchObject({ status: 200, body: { settings: { rate: { limit: 2, per_ms: 60_000 } } } });
    await fill('shown', 3);
    const before = Date.now();
    expect(await start('shown')).toHaveLength(2);
    const { body } = await bed.ask('/jobs/shown-2/explain');
    const reasons = body['reasons'] as readonly Record<string, unknown>[];
    const limited = reasons.find(({ code }) => code === 'rate_limited');
    expect(limited).toMatchObject({ queue: 'shown' });
    const at = Date.parse(String(limited?.['next_start_at']));
    expect(at).toBeGreaterThan(before + 59_000);
    const estimate = body['estimated_start_at'];
    expect(typeof estimate === 'string' ? Date.parse(estimate) : at).toBeGreaterThanOrEqual(at);
    expect((await bed.ask('/jobs/shown-2')).body).toMatchObject({ status: 'queued', attempt_count: 0 });
    expect((await patch('shown', { rate: null })).body).toMatchObject({ settings: { rate: null } });
    expect(await start('shown')).toHaveLength(1);
  });

  it('is refused with each bad field named, and nothing changes', async () => {
    const errors = async (rate: unknown) => {
      const { status, body } = await patch('refused', { rate, concurrency: 1 });
      return [status, (body['errors'] as readonly { pointer: string }[]).map(({ pointer }) => pointer)];
    };
    expect(await errors({})).toEqual([422, ['/rate/limit', '/rate/per_ms']]);
    expect(await errors({ limit: 0, per_ms: 1.5, burst: 3 })).toEqual([
      422,
      ['/rate/burst', '/rate/limit', '/rate/per_ms'],
    ]);
    expect(await errors('10/s')).toEqual([422, ['/rate']]);
    expect(await errors([])).toEqual([422, ['/rate']]);
    expect(await errors({ limit: '10', per_ms: 86_400_001 })).toEqual([422, ['/rate/limit', '/rate/per_ms']]);
    expect((await bed.ask('/queues/refused')).status).toBe(404);
  });

  const key = (queue: string) => `sluice:{default}:q:${queue}:starts`;
  const odd: readonly (readonly [string, (queue: string) => Promise<unknown>])[] = [
    ['of another type', (queue) => redis.set(key(queue), 'x')],
    ['with times to come', (queue) => redis.rpush(key(queue), Date.now() + 3_600_000)],
    ['with what is no time', (queue) => redis.rpush(key(queue), 'x')],
    ['that would never go', (queue) => redis.persist(key(queue))],
  ];
  it.each(odd)('does not stop for a limiter key %s', async (title, spoil) => {
    const queue = title.replaceAll(' ', '-').replaceAll("'", '');
    await patch(queue, { rate: { limit: 1, per_ms: 300 } });
    await fill(queue, 3);
    expect(await start(queue)).toHaveLength(1);
    await spoil(queue);
    const times: number[] = [];
    while (times.length < 2) {
      times.push(...(await start(queue)).map(({ startedAt }) => startedAt));
    }
    expect(Number(times[1]) - Number(times[0])).toBeGreaterThan(300);
    expect(await redis.pttl(key(queue))).toBeGreaterThan(0);
  });
});
