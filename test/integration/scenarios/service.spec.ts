import { setTimeout as delay } from 'node:timers/promises';
import { TestRedis } from '../../support/redis-server';
import { mustBeSound } from '../../support/audit';
import { untilTrue } from '../../support/until';
import { HttpBed } from '../http/http-bed';

const DURABLE = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];

interface Posted {
  readonly status: number;
  readonly ms: number;
  readonly retryAfter: number;
}

describe('the service, when Redis fails', () => {
  let bed: HttpBed;

  beforeEach(async () => {
    bed = await HttpBed.on(await TestRedis.start(DURABLE), { SLUICE_ROLE: 'all' });
    await untilReady();
  });
  afterEach(async () => {
    try {
      await mustBeSound(bed.redis.url);
    } finally {
      await bed.stop();
    }
  });

  async function untilReady(): Promise<void> {
    await untilTrue(
      async () => (await bed.ask('/health/ready')).status === 200,
      20_000,
      () => 'the service is ready',
    );
  }

  async function post(id: string, chosen: object = {}): Promise<Posted> {
    const from = performance.now();
    const { status, headers } = await bed.post(
      JSON.stringify({ id, payload: { duration_ms: 1 }, ...chosen }),
    );
    return { status, ms: performance.now() - from, retryAfter: Number(headers['retry-after']) };
  }

  async function jobStatus(id: string): Promise<unknown> {
    const { status, body } = await bed.ask(`/jobs/${id}`);
    return status === 200 ? body['status'] : status;
  }

  it('S17 the script cache is empty before each call: every one succeeds the first time', async () => {
    const admin = bed.redis.client();
    const flushed = async (call: () => Promise<{ readonly status: number }>) => {
      await admin.script('FLUSH');
      return (await call()).status;
    };
    const statuses = [
      await flushed(() => post('plain')),
      await flushed(() => post('failing', { max_retries: 0, payload: { duration_ms: 1, fail: true } })),
      await flushed(() => post('later', { delay_ms: 300 })),
      await flushed(() => post('unwanted', { delay_ms: 60_000 })),
      await flushed(() => bed.ask('/jobs/unwanted/cancel', { method: 'POST' })),
      await flushed(() => bed.ask('/jobs?page_size=10')),
      await flushed(() => bed.ask('/jobs/plain')),
      await flushed(() => bed.ask('/metrics')),
      await flushed(() => bed.ask('/health/ready')),
    ];
    expect(statuses).toEqual([202, 202, 202, 202, 200, 200, 200, 200, 200]);
    // The worker's own calls (claim, settle, promote) meet an empty cache as well.
    await untilTrue(
      async () => {
        await admin.script('FLUSH');
        return (await jobStatus('later')) === 'completed' && (await jobStatus('failing')) === 'failed';
      },
      20_000,
      () => 'the jobs end',
    );
    expect(await flushed(() => bed.ask('/jobs/failing/retry', { method: 'POST' }))).toBe(200);
    await admin.quit();
  });

  it('S21 Redis is down: 503 in time, and nothing that was refused turns up later', async () => {
    await bed.redis.kill();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => post(`down-${index}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(2_400);
    expect(Math.min(...answers.map(({ retryAfter }) => retryAfter))).toBeGreaterThanOrEqual(1);

    await bed.redis.restart();
    await untilReady();

    const { body } = await bed.ask('/jobs?page_size=500');
    expect(body['jobs']).toEqual([]);
  });

  it('S21 Redis stands still: what was refused and is sent again under its id exists once', async () => {
    bed.redis.signal('SIGSTOP');
    const ids = Array.from({ length: 50 }, (_, index) => `still-${index}`);
    const answers = await Promise.all(ids.map((id) => post(id)));
    bed.redis.signal('SIGCONT');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(2_400);
    await untilReady();

    const again = await Promise.all(ids.map((id) => post(id)));

    // 200: Redis had carried the first one out although nobody heard its answer.
    expect(again.filter(({ status }) => status !== 202 && status !== 200)).toEqual([]);
    await untilTrue(
      async () => (await bed.ask('/metrics')).body['processed'] === 50,
      20_000,
      () => 'fifty jobs complete',
    );
    expect((await bed.ask('/metrics')).body).toMatchObject({ processed: 50, enqueued: 50, queue_depth: 0 });
  });

  it('S19 Redis is full: 503 with Retry-After, reads and cancel work, no half-written job', async () => {
    expect((await post('waiting', { delay_ms: 60_000 })).status).toBe(202);
    const admin = bed.redis.client();
    await admin.config('SET', 'maxmemory', 1);

    const refused = await post('refused');
    const listed = await bed.ask('/jobs');
    const cancelled = await bed.ask('/jobs/waiting/cancel', { method: 'POST' });

    expect(refused).toMatchObject({ status: 503 });
    expect(refused.retryAfter).toBeGreaterThanOrEqual(1);
    expect(listed.status).toBe(200);
    expect(cancelled.status).toBe(200);
    expect(await admin.exists('sluice:{default}:job:refused')).toBe(0);
    await admin.config('SET', 'maxmemory', 0);
    expect((await post('refused')).status).toBe(202);
    await admin.quit();
  });

  it('S43 a blip of 300 ms is no reason to be not ready; no probe opens a connection', async () => {
    const admin = bed.redis.client();
    const opened = async () =>
      Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1]);
    const before = await opened();
    const statuses = new Set<number>();
    let blip: Promise<unknown> | null = null;
    const until = performance.now() + 3_000;
    while (performance.now() < until) {
      const answers = await Promise.all([bed.ask('/health/ready'), bed.ask('/health/live')]);
      answers.forEach(({ status }) => statuses.add(status));
      if (blip === null && performance.now() > until - 2_000) {
        blip = admin.client('PAUSE', 300, 'ALL');
      }
      await delay(50);
    }
    expect([...statuses]).toEqual([200]);
    expect(await opened()).toBe(before);
    await admin.quit();
  });
});

describe('the limits of a queue', () => {
  it('S44 are exact over two replicas, whatever frees or takes room', async () => {
    const first = await HttpBed.start({ SLUICE_MAX_DEPTH: '100' });
    const second = await HttpBed.on(first.redis, { SLUICE_MAX_DEPTH: '100' });
    const send = (index: number, chosen: object = {}) =>
      (index % 2 === 0 ? first : second).post(JSON.stringify({ id: `job-${index}`, ...chosen }));

    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, index) => send(index, index % 3 === 0 ? { delay_ms: 60_000 } : {})),
    );
    const taken = answers.flatMap(({ status }, index) => (status === 202 ? [index] : []));
    expect(taken).toHaveLength(100);
    for (const { status, headers } of answers.filter((answer) => answer.status !== 202)) {
      expect([status, /^[1-9]\d*$/.test(String(headers['retry-after']))]).toEqual([503, true]);
    }
    const [known = -1, other = -1] = taken;
    // The same job again takes no room, so it is no matter that there is none.
    expect((await send(known, known % 3 === 0 ? { delay_ms: 60_000 } : {})).status).toBe(200);

    await Promise.all(taken.map((index) => first.ask(`/jobs/job-${index}/cancel`, { method: 'POST' })));
    expect((await first.ask('/metrics')).body).toMatchObject({ queue_depth: 0 });
    // A retry by an operator is no new job, and finds room or not as the rules of redrive say.
    expect((await first.ask(`/jobs/job-${other}/retry`, { method: 'POST' })).status).toBe(200);
    await mustBeSound(first.redis.url);
    await second.close();
    await first.stop();
  });
});
