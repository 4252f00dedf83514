import { Injectable, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LoggerModule } from 'nestjs-pino';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config/config';
import { ConfigModule } from '../../../src/config/config.module';
import type { HandlerContext } from '../../../src/core/handler';
import type { JobStores } from '../../../src/core/job-store';
import { isFinal } from '../../../src/core/states';
import { EventsModule } from '../../../src/events/events.module';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import { LifecycleModule } from '../../../src/lifecycle/lifecycle.module';
import { JOB_STORES, PersistenceModule } from '../../../src/persistence/persistence.module';
import { HandlerRegistry } from '../../../src/worker/handler-registry';
import { JobHandler } from '../../../src/worker/job-handler.decorator';
import { TracingModule } from '../../../src/tracing/tracing.module';
import { WorkerModule } from '../../../src/worker/worker.module';
import { WorkerService } from '../../../src/worker/worker.service';
import { signal } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { TestRedis } from '../../support/redis-server';
import { untilTrue } from '../../support/until';

@Injectable()
@JobHandler('greet')
class GreetHandler {
  private readonly greeting = 'hello';

  run(payload: unknown, { attempt }: HandlerContext) {
    return `${this.greeting} ${String(payload)} ${attempt}`;
  }
}

@Injectable()
class BillingService {
  private readonly charged: string[] = [];

  @JobHandler('charge')
  charge(_payload: unknown, { job }: HandlerContext) {
    this.charged.push(job.id);
    return this.charged.length;
  }

  @JobHandler('constructor')
  refuse() {
    throw new Error('refused');
  }
}

@Injectable()
@JobHandler('order')
class OrderHandler {
  run(payload: object[], { followUp }: HandlerContext) {
    return payload.map((job) => followUp(job));
  }
}

@Injectable()
class SecondGreeting {
  @JobHandler('greet')
  again() {
    return 'again';
  }
}

@Injectable()
@JobHandler('weighed')
class WeighedHandler {
  private readonly most = 3;

  run() {
    return null;
  }

  checkPayload(payload: unknown) {
    if (payload === 'broken') {
      throw new Error('out of scales');
    }
    return Number(payload) > this.most ? [{ pointer: '/weight', detail: 'is too heavy' }] : [];
  }
}

@Injectable()
@JobHandler('unchecked')
class HandlerWithoutCheck {
  readonly checkPayload = 7;

  run() {
    return null;
  }
}

@Injectable()
@JobHandler('nothing')
class HandlerWithoutRun {}

describe('WorkerModule', () => {
  let redis: TestRedis;
  let app: INestApplicationContext | null = null;
  let log: string[] = [];

  beforeAll(async () => {
    redis = await TestRedis.start();
  });

  afterEach(async () => {
    await app?.close();
    app = null;
  });

  afterAll(() => redis.stop());

  async function boot(
    providers: readonly Type[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<INestApplicationContext> {
    const bare = { provide: 'BARE', useValue: Object.create(null) as object };
    @Module({ providers: [...providers, bare] })
    class UserModule {}

    log = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
    const testing = await Test.createTestingModule({
      imports: [
        ConfigModule.with(loadConfig({ REDIS_URL: redis.url, ...env })),
        LoggerModule.forRoot({ forRoutes: [], pinoHttp: { logger } }),
        PersistenceModule,
        LifecycleModule,
        EventsModule,
        TracingModule,
        WorkerModule,
        UserModule,
        UserModule,
      ],
    }).compile();
    app = testing;
    await testing.init();
    return testing;
  }

  async function final(context: INestApplicationContext, ids: readonly string[], namespace = 'default') {
    const store = context.get<JobStores>(JOB_STORES).namespace(namespace);
    await untilTrue(
      async () => (await store.states(ids)).every((state) => state !== null && isFinal(state)),
      20_000,
      () => ids.join(),
    );
    return Promise.all(ids.map((id) => store.get(id)));
  }

  it('stores the jobs that a handler asks for together with its result', async () => {
    const context = await boot([GreetHandler, OrderHandler], { SLUICE_NAMESPACES: 'follow' });
    const store = context.get<JobStores>(JOB_STORES).namespace('follow');
    const asked = [
      { type: 'greet', payload: 'first' },
      { id: 'own', type: 'greet', payload: 'last', depends_on: ['order'] },
    ];
    const order = { type: 'order', payload: JSON.stringify(asked), traceparent: '00-1-2-01' };
    await store.enqueue([newJob('order', order)], NO_LIMITS);
    const [parent] = await final(context, ['order', 'own'], 'follow');
    const [first = '', own] = JSON.parse(parent?.result ?? '') as string[];
    expect(own).toBe('own');
    expect(first).toMatch(/^followup-[0-9a-f]{40}$/);
    expect(await final(context, [first], 'follow')).toMatchObject([
      { type: 'greet', state: 'completed', result: '"hello first 1"', traceparent: '00-1-2-01' },
    ]);
  });

  it.each([
    [
      [{ type: 'greet' }, { priority: 101 }],
      'follow_up_invalid',
      /^follow-up 2: \/priority must be an integer/,
    ],
    [[{ payload: 1, what: 2 }], 'follow_up_invalid', /^follow-up 1: \/what is not a known field/],
    [[7], 'follow_up_invalid', /^follow-up 1: A job must be a JSON object/],
    [Array.from({ length: 101 }, () => ({})), 'follow_up_invalid', /^a job may have 100 follow-ups/],
    [[{ id: 'taken', priority: 7 }], 'follow_up_refused', /^the follow-up taken is another job's id/],
    [
      [{ id: 'fine', depends_on: ['nobody'] }],
      'follow_up_refused',
      /depends on the job nobody, which is not there/,
    ],
  ])(
    'fails the attempt of a handler whose follow-up cannot be stored: %.60j',
    async (asked, code, message) => {
      const namespace = `refused${code.length}${JSON.stringify(asked).length}`;
      const context = await boot([GreetHandler, OrderHandler], { SLUICE_NAMESPACES: namespace });
      const store = context.get<JobStores>(JOB_STORES).namespace(namespace);
      const jobs = [
        newJob('taken', { type: 'greet' }),
        newJob('order', { type: 'order', payload: JSON.stringify(asked), maxRetries: 0 }),
      ];
      await store.enqueue(jobs, NO_LIMITS);
      const [, order] = await final(context, ['taken', 'order'], namespace);
      const error = { code, message: expect.stringMatching(message) as string };
      expect(order).toMatchObject({ state: 'failed', error, result: null });
      expect((await store.counts()).counters).toMatchObject({ enqueued: 2, completed: 1, failed: 1 });
    },
  );

  it('runs classes and methods marked with @JobHandler, in any module', async () => {
    const context = await boot([GreetHandler, BillingService], { SLUICE_NAMESPACES: 'a' });
    const store = context.get<JobStores>(JOB_STORES).namespace('a');
    await store.enqueue(
      [
        newJob('1', { type: 'greet', payload: '"you"' }),
        newJob('2', { type: 'charge' }),
        newJob('3', { type: 'constructor', maxRetries: 0 }),
        newJob('4', { payload: '{"duration_ms":1}' }),
      ],
      NO_LIMITS,
    );
    const jobs = await final(context, ['1', '2', '3', '4'], 'a');
    expect(jobs.map((job) => job?.result)).toEqual(['"hello you 1"', '1', null, '{"simulated_ms":1}']);
    expect(jobs[2]).toMatchObject({ state: 'failed', error: { message: 'refused' } });
  });

  it('logs one line for each end of a job, without its payload or result', async () => {
    const context = await boot([GreetHandler, BillingService], { SLUICE_NAMESPACES: 'b' });
    await context
      .get<JobStores>(JOB_STORES)
      .namespace('b')
      .enqueue(
        [
          newJob('ok', { type: 'greet', payload: '"SECRET"' }),
          newJob('bad', { type: 'constructor', maxRetries: 0 }),
        ],
        NO_LIMITS,
      );
    await final(context, ['ok', 'bad'], 'b');
    await untilTrue(
      () => log.filter((line) => line.includes('job ended')).length === 2,
      20_000,
      () => log.join(''),
    );
    const lines = log
      .filter((line) => line.includes('job ended'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find((line) => line['job_id'] === 'ok')).toMatchObject({
      level: 30,
      namespace: 'b',
      queue: 'default',
      type: 'greet',
      attempt: 1,
      outcome: 'completed',
      state: 'completed',
      worker: expect.stringMatching(/^[0-9a-z]{8}$/) as unknown,
      ms: expect.any(Number) as unknown,
    });
    expect(lines.find((line) => line['job_id'] === 'bad')).toMatchObject({
      level: 40,
      outcome: 'failed',
      state: 'failed',
      error_code: 'error',
      error: 'refused',
    });
    expect(log.join('')).not.toContain('SECRET');
  });

  it('does not start with two handlers for one type, and names both', async () => {
    await expect(boot([GreetHandler, SecondGreeting])).rejects.toThrow(
      "two handlers for job type 'greet': GreetHandler.run and SecondGreeting.again",
    );
  });

  it('does not start with a handler class that has no run', async () => {
    await expect(boot([HandlerWithoutRun])).rejects.toThrow('HandlerWithoutRun');
  });

  it('asks a handler class what it has against a payload, where it says', async () => {
    const context = await boot([WeighedHandler, GreetHandler], { SLUICE_ROLE: 'api' });
    const registry = context.get(HandlerRegistry);
    expect(registry.payloadProblems('weighed', 3)).toEqual([]);
    expect(registry.payloadProblems('weighed', 4)).toEqual([{ pointer: '/weight', detail: 'is too heavy' }]);
    expect(registry.payloadProblems('weighed', 'broken')).toEqual([
      { pointer: '', detail: 'could not be checked for this type: out of scales' },
    ]);
    for (const type of ['greet', 'nobody knows it', 'constructor']) {
      expect(registry.payloadProblems(type, 4)).toEqual([]);
    }
  });

  it('does not start with a check that cannot be called', async () => {
    await expect(boot([HandlerWithoutCheck])).rejects.toThrow('HandlerWithoutCheck has a checkPayload');
  });

  it('runs nothing where the role is api', async () => {
    const context = await boot([], { SLUICE_ROLE: 'api', SLUICE_NAMESPACES: 'c' });
    const store = context.get<JobStores>(JOB_STORES).namespace('c');
    await store.enqueue([newJob('1')], NO_LIMITS);
    await store.promote(10);
    expect(await store.states(['1'])).toEqual(['queued']);
    expect(context.get(WorkerService).running).toBe(0);
    expect(log.join('')).not.toContain('worker started');
  });

  it('waits for running jobs on shutdown, unless it is hurried; then hands them back', async () => {
    const started = signal();
    @Injectable()
    class Slow {
      @JobHandler('slow')
      run(_payload: unknown, { signal: stop }: HandlerContext) {
        started.fire();
        return new Promise((_resolve, reject) => {
          stop.addEventListener('abort', () => reject(stop.reason as Error));
        });
      }
    }
    const context = await boot([Slow], { SLUICE_NAMESPACES: 'd', SLUICE_SHUTDOWN_GRACE_MS: '60000' });
    const lifecycle = context.get(Lifecycle);
    await context
      .get<JobStores>(JOB_STORES)
      .namespace('d')
      .enqueue([newJob('s', { type: 'slow' })], NO_LIMITS);
    await started.fired;
    const began = performance.now();
    const closed = context.close();
    await untilTrue(
      () => log.some((line) => line.includes('draining')),
      20_000,
      () => 'draining',
    );
    lifecycle.hurry();
    await closed;
    app = null;
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(lifecycle.failures).toEqual([]);
    const client = redis.client();
    expect(await client.zrange('sluice:{d}:q:default:queued', '0', '-1')).toEqual(['s']);
    await client.quit();
  });

  it('says that the drain is not clean when the store is gone', async () => {
    const own = await TestRedis.start();
    const started = signal();
    @Injectable()
    class Hanging {
      @JobHandler('hang')
      run() {
        started.fire();
        return new Promise(() => undefined);
      }
    }
    const context = await boot([Hanging], { REDIS_URL: own.url, SLUICE_SHUTDOWN_GRACE_MS: '0' });
    const lifecycle = context.get(Lifecycle);
    await context
      .get<JobStores>(JOB_STORES)
      .namespace('default')
      .enqueue([newJob('h', { type: 'hang' })], NO_LIMITS);
    await started.fired;
    await own.kill();
    const began = performance.now();
    await context.close();
    app = null;
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(lifecycle.failures).toHaveLength(1);
    await own.stop();
  });
});
