import { mustBeSound } from '../support/audit';
import { TestRedis } from '../support/redis-server';
import { Service } from '../support/service';
import { untilTrue } from '../support/until';

const DURABLE = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
const QUEUE = 'ticks';
const EVERY_MS = 1_000;

interface ScheduleAnswer {
  readonly anchor_at: string;
  readonly last_run: { readonly slot_at: string } | null;
  readonly last_skip: { readonly slot_at: string; readonly reason: string } | null;
}

describe('S30 recurring jobs on real processes', () => {
  let redis: TestRedis;
  let services: Service[];

  const launch = (role: string) =>
    Service.start({ env: { REDIS_URL: redis.url, SLUICE_ROLE: role, SLUICE_RATE_LIMIT: '0' } });

  beforeEach(async () => {
    redis = await TestRedis.start(DURABLE);
    services = await Promise.all(['all', 'api', 'worker'].map(launch));
  });
  afterEach(async () => {
    try {
      await mustBeSound(redis.url);
    } finally {
      await Promise.all(services.map((service) => service.kill()));
      await redis.stop();
    }
  });

  /** The first process is one that answers. */
  async function ask<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(`${services[0]?.url ?? ''}${path}`, init);
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${text}`);
    }
    return JSON.parse(text) as T;
  }

  async function put(chosen: object): Promise<number> {
    const job = { queue: QUEUE, payload: { duration_ms: 1 } };
    const { anchor_at: anchor } = await ask<ScheduleAnswer>('/schedules/tick', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ every_ms: EVERY_MS, job, ...chosen }),
    });
    return Date.parse(anchor);
  }

  const read = () => ask<ScheduleAnswer>('/schedules/tick');

  async function untilRun(slot: number): Promise<void> {
    await untilTrue(
      async () => Date.parse((await read().catch(() => null))?.last_run?.slot_at ?? '') >= slot,
      20_000,
      () => `the slot ${slot} is run`,
    );
  }

  /** No more slots, and those that have a job, counted from the anchor. */
  async function slotsRun(anchor: number): Promise<number[]> {
    await ask('/schedules/tick/pause', { method: 'POST' });
    const { jobs } = await ask<{ jobs: { id: string }[] }>(`/jobs?queue=${QUEUE}&page_size=500`);
    const slots = jobs.map(({ id }) => (Number(id.split('@')[1]) - anchor) / EVERY_MS);
    return slots.sort((a, b) => a - b);
  }

  it('each of three is restarted five times, Redis and its scripts too: every slot has one job, none is left out', async () => {
    const anchor = await put({ overlap: 'allow', catch_up: 100 });
    const admin = redis.client();
    admin.on('error', () => undefined);
    for (let round = 1; round <= 5; round += 1) {
      for (const [i, role] of ['all', 'api', 'worker'].entries()) {
        services[i]?.signal(round % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
        await services[i]?.exited();
        services[i] = await launch(role);
      }
      if (round === 2) {
        await admin.script('FLUSH');
      }
      if (round === 4) {
        await redis.restart();
        await Promise.all(services.map((service) => service.ready()));
      }
      await untilRun(Date.now() - EVERY_MS);
    }
    await admin.quit().catch(() => undefined);

    const slots = await slotsRun(anchor);
    expect(slots.length).toBeGreaterThan(5);
    // Whole numbers: the period is what it was. Each once, from the first to the last.
    expect(slots).toEqual(Array.from({ length: slots.length }, (_, i) => i + 1));
    const { enqueued } = (await ask<{ counters: { enqueued: number } }>(`/queues/${QUEUE}`)).counters;
    expect(enqueued).toBe(slots.length);
  });

  it('all are down for some slots: of these the latest is run, and the beat is the same', async () => {
    const anchor = await put({ overlap: 'allow', catch_up: 1 });
    await untilRun(anchor + EVERY_MS);
    await Promise.all(
      services.map(async (service) => {
        service.signal('SIGKILL');
        await service.exited();
      }),
    );
    const downUntil = Date.now() + 5 * EVERY_MS;
    await untilTrue(
      () => Date.now() >= downUntil,
      10_000,
      () => 'the downtime is over',
    );
    services = await Promise.all(['all', 'api', 'worker'].map(launch));
    await untilRun(downUntil + 2 * EVERY_MS);

    const { last_skip: skip } = await read();
    expect(skip?.reason).toBe('missed');
    const slots = await slotsRun(anchor);
    expect(slots.every(Number.isInteger)).toBe(true);
    expect(new Set(slots).size).toBe(slots.length);
    const gaps = slots.slice(1).map((slot, i) => slot - (slots[i] ?? 0));
    expect(gaps.filter((gap) => gap > 1)).toHaveLength(1);
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(4);
  });

  it('Redis is full for some slots: nothing is lost but what the rule says, and it goes on by itself', async () => {
    // Jobs that wait: outcomes would make room before their time.
    await ask(`/queues/${QUEUE}/pause`, { method: 'POST' });
    const anchor = await put({ overlap: 'allow', catch_up: 100 });
    await untilRun(anchor + EVERY_MS);
    const admin = redis.client();
    const seen = (await read()).last_run?.slot_at;
    await admin.config('SET', 'maxmemory', '1');
    const fullUntil = Date.now() + 3 * EVERY_MS;
    await untilTrue(
      () => Date.now() >= fullUntil,
      10_000,
      () => 'it was full for a while',
    );
    const during = (await read()).last_run?.slot_at ?? '';
    expect(Date.parse(during)).toBeLessThanOrEqual(Date.parse(seen ?? '') + EVERY_MS);
    await admin.config('SET', 'maxmemory', '0');
    await admin.quit();
    await untilRun(fullUntil + EVERY_MS);

    const slots = await slotsRun(anchor);
    expect(slots).toEqual(Array.from({ length: slots.length }, (_, i) => i + 1));
  });
});
