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

/** Jobs `<group>-0`, `<group>-1`... */
async function send(queue: string, group: string, n: number): Promise<void> {
  for (let i = 0; i < n; i += 1) {
    expect((await bed.post(JSON.stringify({ id: `${group}-${i}`, queue, group }))).status).toBe(202);
  }
}

async function start(queue: string, max = 100) {
  claims += 1;
  const request = claimRequest(nonceOf('grates', claims), { queues: [{ queue, weight: 1 }], max });
  return (await store.claim(request)).jobs;
}

async function reasons(id: string): Promise<readonly Record<string, unknown>[]> {
  return (await bed.ask(`/jobs/${id}/explain`)).body['reasons'] as readonly Record<string, unknown>[];
}

describe('the rate of groups', () => {
  it('holds a group back, no other one, and explain says until when', async () => {
    const settings = { group_rate: { limit: 2, per_ms: 60_000 }, group_concurrency: 3 };
    expect(await patch('held', settings)).toMatchObject({
      status: 200,
      body: { settings, limits: { group_rate: { limit: 2, per_ms: 60_000 } } },
    });
    await send('held', 'a', 4);
    await send('held', 'b', 1);
    const before = Date.now();
    expect((await start('held')).map(({ id }) => id)).toEqual(['a-0', 'a-1', 'b-0']);
    expect((await bed.ask('/jobs/a-2')).body).toMatchObject({ status: 'blocked', attempt_count: 0 });
    const [limited] = (await reasons('a-2')).filter(({ code }) => code === 'group_rate');
    expect(limited).toMatchObject({
      ...{ group: 'a', group_concurrency: 3, held: 3, held_by: ['a-0', 'a-1', 'a-2'], ahead: 0 },
      detail: expect.stringMatching(
        /^its group a may start the next job in .+, by the rate of groups, and it is the next$/,
      ) as string,
    });
    const at = Date.parse(String(limited?.['next_start_at']));
    expect(at).toBeGreaterThan(before + 59_000);
    expect((await bed.ask('/jobs/a-2/explain')).body['summary']).toContain('The job waits for its group');
    expect((await reasons('a-3')).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['group_rate', 'group_full']),
    );
    expect((await patch('held', { group_rate: null })).body).toMatchObject({
      ...{ settings: { group_rate: null }, states: { queued: 1, blocked: 1, in_progress: 3 } },
    });
    expect((await start('held')).map(({ id }) => id)).toEqual(['a-2']);
  });

  it('estimates the start of the next of a group, and of nobody behind it', async () => {
    const worker = {
      id: 'grates00',
      name: 'w',
      version: '1',
      slots: 9,
      running: 0,
      state: 'running' as const,
    };
    await store.attend({ ...worker, queues: '*', types: ['simulate'] });
    await patch('estimated', { group_rate: { limit: 1, per_ms: 60_000 }, group_concurrency: 2 });
    await send('estimated', 'e', 3);
    expect(await start('estimated')).toHaveLength(1);
    const [limited] = (await reasons('e-1')).filter(({ code }) => code === 'group_rate');
    const estimate = async (id: string) => (await bed.ask(`/jobs/${id}/explain`)).body['estimated_start_at'];
    expect(await estimate('e-1')).toBe(limited?.['next_start_at']);
    expect(await estimate('e-2')).toBeNull();
  });

  it('is refused with each bad field named, and nothing changes', async () => {
    const refused = await patch('refused', {
      rate: { limit: 0, per_ms: 1 },
      group_rate: { limit: 1.5, per_ms: '1s', burst: 2 },
    });
    expect(refused.status).toBe(422);
    expect((refused.body['errors'] as readonly { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      ...['/rate/limit', '/group_rate/burst', '/group_rate/limit', '/group_rate/per_ms'],
    ]);
    expect((await bed.ask('/queues/refused')).status).toBe(404);
  });

  it('is exact over workers that claim at the same time', async () => {
    await patch('busy', { group_rate: { limit: 3, per_ms: 200 }, group_concurrency: 50 });
    await send('busy', 'x', 12);
    await send('busy', 'y', 12);
    const starts = new Map<string, number[]>();
    const work = async (): Promise<void> => {
      while ([...starts.values()].flat().length < 24) {
        const jobs = await start('busy', 5);
        for (const { id, startedAt } of jobs) {
          starts.set(id.charAt(0), [...(starts.get(id.charAt(0)) ?? []), startedAt]);
        }
        await store.complete(jobs.map(({ id, token }) => ({ id, token, result: null, resultError: null })));
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    for (const times of starts.values()) {
      const sorted = [...times].sort((a, b) => a - b);
      const spans = sorted.slice(3).map((at, i) => at - (sorted[i] ?? 0));
      expect(Math.min(...spans)).toBeGreaterThan(200);
    }
  });

  const key = (group: string) => `sluice:{default}:q:odd:starts:${group}`;
  const odd: readonly (readonly [string, (group: string) => Promise<unknown>])[] = [
    ['of another type', (group) => redis.set(key(group), 'x')],
    ['with times to come', (group) => redis.rpush(key(group), Date.now() + 3_600_000)],
    ['with what is no time', (group) => redis.rpush(key(group), 'x')],
  ];
  it.each(odd)('does not stop for a key of starts %s', async (title, spoil) => {
    const group = title.replaceAll(' ', '-').replaceAll("'", '');
    await patch('odd', { group_rate: { limit: 1, per_ms: 300 }, group_concurrency: 3 });
    await send('odd', group, 3);
    expect(await start('odd')).toHaveLength(1);
    await spoil(group);
    expect((await bed.ask(`/jobs/${group}-1/explain`)).status).toBe(200);
    const times: number[] = [];
    while (times.length < 2) {
      times.push(...(await start('odd')).map(({ startedAt }) => startedAt));
    }
    expect(Number(times[1]) - Number(times[0])).toBeGreaterThan(300);
  });
});
