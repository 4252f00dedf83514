import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  NeverRetryError,
  RetryLaterError,
  SluiceClient,
  Worker,
  type EnqueueJob,
  type FinishedJob,
  type JobContext,
  type JobEnd,
  type JobHandler,
  type WorkerOptions,
} from '../../src/client';
import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';
import { TcpProxy } from '../support/tcp-proxy';
import { untilTrue } from '../support/until';

const API = { SLUICE_ROLE: 'api', SLUICE_REAP_MS: '200', SLUICE_RATE_LIMIT: '0' };

/** Ends when its signal says so; the reason is what it throws. */
const untilAborted = ({ signal }: JobContext): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

describe('Worker on a real service', () => {
  let cluster: Cluster;
  let service: Service;
  let client: SluiceClient;
  let queue: string;
  let ends: JobEnd[];
  let troubles: string[];
  const workers: Worker[] = [];
  /** Jobs that a handler here has: the service gives them away before their worker hears of it. */
  const atWork = new Set<string>();

  beforeAll(async () => {
    cluster = await Cluster.start();
    service = await cluster.service(API);
    client = new SluiceClient({ url: service.url });
  });
  beforeEach(() => {
    queue = `q-${randomUUID()}`;
    ends = [];
    troubles = [];
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close({ graceMs: 0 })));
  });
  afterAll(() => cluster.stop());

  const begun =
    (work: JobHandler): JobHandler =>
    (payload, context) => {
      atWork.add(context.job.id);
      return work(payload, context);
    };
  const start = (work: JobHandler, options: Partial<WorkerOptions> = {}) => {
    const worker = new Worker({
      ...{ url: service.url, queues: [queue], handlers: { work: begun(work) }, leaseMs: 2_000 },
      onJobEnd: (end) => ends.push(end),
      onError: (error, doing) => troubles.push(`${doing}: ${String(error)}`),
      ...options,
    });
    workers.push(worker);
    return worker.start();
  };
  const add = async (job: EnqueueJob = {}) =>
    (await client.enqueue({ type: 'work', queue, backoff: { base_ms: 10 }, ...job })).job_id;
  const run = async (job: EnqueueJob = {}): Promise<FinishedJob> =>
    await client.wait(await add(job), { timeoutMs: 20_000 });
  const runs = async (id: string) => {
    await untilTrue(
      () => atWork.has(id),
      10_000,
      () => `${id} does not run: ${troubles.join()}`,
    );
  };

  it('runs jobs and says what became of them', async () => {
    start((payload: { a: number }, { job, attempt }) => ({ double: payload.a * 2, id: job.id, attempt }));
    const done = await run({ payload: { a: 21 } });
    expect(done).toMatchObject({
      status: 'completed',
      result: { double: 42, id: done.id, attempt: 1 },
      attempt_count: 1,
    });
    await untilTrue(
      () => ends.length === 1,
      20_000,
      () => 'nothing is told of its end',
    );
    expect(ends).toMatchObject([
      { job: { id: done.id }, outcome: 'completed', status: 'completed', error: null },
    ]);
    expect(await run({ payload: { a: 1 } })).toMatchObject({ result: { double: 2 } });
  });

  it.each([
    ['nothing', () => undefined, null],
    ['null', () => null, null],
    ['a promise of a list', () => Promise.resolve([1, 'ö']), [1, 'ö']],
  ])('keeps the result of a handler that returns %s', async (_name, handler, result) => {
    start(handler);
    expect(await run()).toMatchObject({ status: 'completed', result, error: null });
  });

  it.each([
    ['is no JSON', () => 1n, 'result_not_serializable'],
    ['is a function', () => () => 1, 'result_not_serializable'],
    ['is larger than is kept', () => 'x'.repeat(300_000), 'result_too_large'],
    ['is larger than any request', () => 'x'.repeat(4_000_000), 'result_too_large'],
  ])('completes a job whose result %s', async (_name, handler, code) => {
    start(handler);
    expect(await run()).toMatchObject({ status: 'completed', result: null, error: { code } });
  });

  it('retries what throws, as the handler says', async () => {
    const thrown: readonly unknown[] = [new TypeError('first'), 'second', new RetryLaterError(50, 'third')];
    start((_payload, { attempt }) => {
      if (attempt <= thrown.length) {
        throw thrown[attempt - 1];
      }
      return attempt;
    });
    const done = await run({ max_retries: 5 });
    expect(done).toMatchObject({ status: 'completed', result: 4, retries: 3 });
    expect(done.attempts.map(({ error_code }) => error_code)).toEqual([
      'error',
      'error',
      'retry_later',
      null,
    ]);
    expect(ends.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed', 'completed']);
  });

  it('fails for good what cannot be helped', async () => {
    start(() => {
      throw new NeverRetryError('there is no such address', 'no_address');
    });
    expect(await run({ max_retries: 5 })).toMatchObject({
      status: 'failed',
      retries: 0,
      error: { code: 'no_address', message: 'there is no such address' },
    });
  });

  it('runs as many at once as it may, and no more', async () => {
    let now = 0;
    let most = 0;
    const release: (() => void)[] = [];
    start(
      async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise<void>((resolve) => release.push(resolve));
        now -= 1;
      },
      { concurrency: 3 },
    );
    const ids = await Promise.all(Array.from({ length: 10 }, () => add()));
    await untilTrue(
      () => now === 3,
      20_000,
      () => `${now} run`,
    );
    const letGo = setInterval(() => release.shift()?.(), 5);
    const done = await Promise.all(ids.map((id) => client.wait(id, { timeoutMs: 20_000 })));
    clearInterval(letGo);
    expect(done.every(({ status, attempt_count }) => status === 'completed' && attempt_count === 1)).toBe(
      true,
    );
    expect(most).toBe(3);
  });

  it('keeps what runs for longer than its lease, and tells of its progress', async () => {
    start(
      async (_payload, { progress }) => {
        for (let step = 1; step <= 6; step += 1) {
          progress({ step });
          await sleep(500);
        }
        expect(() => progress('x'.repeat(600))).toThrow(RangeError);
      },
      { leaseMs: 1_200 },
    );
    const id = await add();
    await untilTrue(
      async () => (await client.get(id)).progress !== null,
      10_000,
      () => 'no progress is seen',
    );
    expect(await client.wait(id, { timeoutMs: 20_000 })).toMatchObject({
      status: 'completed',
      attempt_count: 1,
      lapses: 0,
    });
  });

  it('tells a handler that its job was cancelled', async () => {
    start((_payload, context) => untilAborted(context), { heartbeatMs: 200 });
    const id = await add();
    await runs(id);
    expect(await client.cancel(id)).toMatchObject({ cancel_requested: true });
    expect(await client.wait(id, { timeoutMs: 5_000 })).toMatchObject({
      status: 'cancelled',
      error: { code: 'cancelled' },
    });
  });

  it('cuts off what runs for too long, whether or not it listens', async () => {
    let reason: unknown = null;
    start((_payload, { signal }) => {
      signal.addEventListener('abort', () => (reason = signal.reason as unknown));
      return new Promise(() => undefined);
    });
    expect(await run({ timeout_ms: 300, max_retries: 0 })).toMatchObject({
      status: 'failed',
      error: { code: 'timeout' },
    });
    await untilTrue(
      () => reason !== null,
      20_000,
      () => 'the handler was not told',
    );
    expect(reason).toMatchObject({ name: 'AttemptTimeoutError' });
  });

  it('closes: takes no more, and what runs ends by itself', async () => {
    let finish: () => void = () => undefined;
    const worker = start(() => new Promise<void>((resolve) => (finish = resolve)), { concurrency: 5 });
    const running = await add();
    await runs(running);
    const closing = worker.close();
    const late = await add();
    await expect(client.wait(late, { timeoutMs: 300 })).rejects.toMatchObject({ status: 'queued' });
    finish();
    expect(await closing).toBe(0);
    expect(await client.get(running)).toMatchObject({ status: 'completed', attempt_count: 1 });
    expect(await client.get(late)).toMatchObject({ status: 'queued', attempt_count: 0 });
  });

  it('closes at once while it waits for jobs, and takes none with it', async () => {
    const worker = start(() => 1);
    await untilTrue(
      async () => (await fetch(`${service.url}/workers`).then((answer) => answer.text())).includes(queue),
      20_000,
      () => 'it does not ask',
    );
    const began = performance.now();
    expect(await worker.close()).toBe(0);
    expect(performance.now() - began).toBeLessThan(1_000);
    const id = await add();
    start(() => 2);
    expect(await client.wait(id, { timeoutMs: 5_000 })).toMatchObject({
      result: 2,
      attempt_count: 1,
      lapses: 0,
    });
  });

  it('closes in the instant in which jobs are on their way to it, and none of them pays for that', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      const worker = start(() => undefined, { concurrency: 2, leaseMs: 60_000 });
      const adding = Promise.all([add({ max_lapses: 1 }), add({ max_lapses: 1 })]);
      await sleep(round % 5);
      expect(await worker.close()).toBe(0);
      ids.push(...(await adding));
    }
    start(() => 'the last one');
    const done = await Promise.all(ids.map((id) => client.wait(id, { timeoutMs: 20_000 })));
    expect(done.map(({ status, lapses, attempt_count }) => [status, lapses, attempt_count])).toEqual(
      ids.map(() => ['completed', 0, 1]),
    );
  });

  it('leaves in the end a service that says nothing', async () => {
    const link = await TcpProxy.start(service.port);
    try {
      const worker = start(() => 1, { url: `http://127.0.0.1:${link.port}`, timeoutMs: 30_000 });
      await untilTrue(
        async () => (await fetch(`${service.url}/workers`).then((answer) => answer.text())).includes(queue),
        10_000,
        () => 'it does not ask',
      );
      link.swallow();
      expect(await worker.close()).toBe(0);
      expect(worker.running).toBe(0);
    } finally {
      link.heal();
      await link.stop();
    }
  });

  it('hands back what does not end within its grace, which costs the job nothing', async () => {
    const reasons: unknown[] = [];
    const hears = start((_payload, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason as unknown));
      return new Promise(() => undefined);
    });
    const id = await add();
    const once = await add({ max_retries: 0, max_lapses: 0 });
    await runs(id);
    await runs(once);
    expect(await hears.close({ graceMs: 50 })).toBe(0);
    expect(reasons).toHaveLength(2);
    expect(reasons[0]).toMatchObject({ name: 'DrainDeadlineError' });
    expect(await client.get(id)).toMatchObject({ status: 'queued', attempt_count: 0, lapses: 0, retries: 0 });
    expect(await client.get(once)).toMatchObject({ status: 'failed', error: { code: 'interrupted' } });
  });

  it('stops a handler before its lease ends when it cannot renew it, and records nothing of it', async () => {
    const link = await TcpProxy.start(service.port);
    try {
      let isRunning = false;
      let reason: unknown = null;
      let stoppedAt = 0;
      start(
        async (_payload, { signal }) => {
          isRunning = true;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          stoppedAt = performance.now();
          reason = signal.reason as unknown;
          return 'too late';
        },
        // One at once: a poll that is open while the link dies would take the job once more, for nobody.
        { url: `http://127.0.0.1:${link.port}`, timeoutMs: 1_000, concurrency: 1 },
      );
      const id = await add({ max_retries: 0, max_lapses: 50 });
      await untilTrue(
        () => isRunning,
        10_000,
        () => 'it does not run',
      );
      link.swallow();
      const cutAt = performance.now();
      await untilTrue(
        () => reason !== null,
        20_000,
        () => 'it was not told',
      );
      expect(reason).toMatchObject({ name: 'LeaseLostError' });
      expect(stoppedAt - cutAt).toBeLessThan(2_000);
      start(() => 'another one');
      const done = await client.wait(id, { timeoutMs: 30_000 });
      expect(done).toMatchObject({ status: 'completed', result: 'another one' });
      // Once, unless this machine is so busy that the next worker misses its heartbeats, too.
      expect(done.lapses).toBeGreaterThanOrEqual(1);
      expect(done.attempt_count).toBe(done.lapses + 1);
      expect(ends[0]).toMatchObject({ outcome: 'lost' });
      expect(ends.filter(({ outcome }) => outcome === 'completed')).toHaveLength(1);
      expect(troubles.join()).toContain('extend');
      link.heal();
    } finally {
      await Promise.all(workers.splice(0).map((worker) => worker.close({ graceMs: 0 })));
      await link.stop();
    }
  });

  it('records an outcome once though the answer to it is lost', async () => {
    const link = await TcpProxy.start(service.port);
    try {
      const url = `http://127.0.0.1:${link.port}`;
      start(
        () => {
          link.loseAnswers(1);
          return 'done';
        },
        { url, leaseMs: 10_000 },
      );
      const before = (await client.get(await add())).id;
      expect(await client.wait(before, { timeoutMs: 10_000 })).toMatchObject({
        result: 'done',
        attempt_count: 1,
      });
      await untilTrue(
        () => ends.length === 1,
        20_000,
        () => troubles.join(),
      );
      expect(ends).toMatchObject([{ outcome: 'completed' }]);
      expect(link.lost).toBe(1);
    } finally {
      await Promise.all(workers.splice(0).map((worker) => worker.close({ graceMs: 0 })));
      await link.stop();
    }
  });

  it('goes on when a killed service comes back: what ran meanwhile is recorded', async () => {
    let finish: () => void = () => undefined;
    start(
      (payload: { wait?: boolean }) =>
        payload.wait === true ? new Promise<void>((resolve) => (finish = resolve)) : 'quick',
      { leaseMs: 20_000 },
    );
    const id = await add({ payload: { wait: true } });
    await runs(id);
    const { port } = service;
    await service.kill();
    finish();
    await untilTrue(
      () => troubles.some((one) => one.startsWith('complete')),
      20_000,
      () => troubles.join(),
    );
    service = await cluster.service({ ...API, PORT: String(port) });
    expect(await client.wait(id, { timeoutMs: 10_000 })).toMatchObject({
      ...{ status: 'completed', attempt_count: 1, lapses: 0 },
    });
    expect(await run({ payload: {} })).toMatchObject({ result: 'quick' });
  });

  it.each([
    ['no handler', { handlers: {} }],
    ['no concurrency', { concurrency: 0 }],
    ['half a job at once', { concurrency: 1.5 }],
    ['a lease of no length', { leaseMs: 10 }],
    ['a heartbeat after the lease', { leaseMs: 1_000, heartbeatMs: 1_000 }],
    ['no address', { url: 'nowhere' }],
  ])('refuses options with %s', (_name, options) => {
    expect(() => new Worker({ url: service.url, handlers: { work: () => 1 }, ...options })).toThrow(Error);
  });
});
