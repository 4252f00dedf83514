import type { Handler, HandlerContext } from '../../../src/core/handler';
import { NeverRetryError, RetryLaterError, SnoozeError } from '../../../src/core/handler-errors';
import { recordedEnds } from '../../support/engine-bed';
import { newJob } from '../../support/job-builder';
import { VirtualEngines } from '../../support/virtual-engine';

const NO_RETRY = { maxRetries: 0 };

const throwing: ProxyHandler<object> = {
  get: () => {
    throw new Error('trap');
  },
  getPrototypeOf: () => {
    throw new Error('trap');
  },
};

/** Their types say error so that they may be thrown. */
const nothing = undefined as unknown as Error;
const refusing = new Proxy({}, throwing) as Error;

function circular(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

function deep(): unknown {
  let value: unknown = null;
  for (let level = 0; level < 100_000; level += 1) {
    value = [value];
  }
  return value;
}

function throwUnreadable(): never {
  throw Object.defineProperty(new RangeError('r'), 'message', {
    get: () => {
      throw new Error('trap');
    },
  });
}

describe('WorkerEngine', () => {
  let bed: VirtualEngines;
  beforeEach(() => {
    bed = new VirtualEngines();
  });

  async function outcomeOf(handler: Handler) {
    await bed.enqueue(newJob('job', NO_RETRY));
    const engine = bed.start({ simulate: handler });
    await bed.clock.advance(100);
    expect(engine.running).toBe(0);
    return bed.job('job');
  }

  describe('completes whatever a handler returns', () => {
    it.each<[string, () => unknown, string | null, string | null]>([
      ['nothing', () => undefined, null, null],
      ['null', () => null, 'null', null],
      ['a value', () => ({ a: [1, 'é', null] }), '{"a":[1,"é",null]}', null],
      ['a promise', () => Promise.resolve(7), '7', null],
      ['a thenable', () => ({ then: (ok: (value: number) => void) => ok(8) }), '8', null],
      ['a lone surrogate', () => '\ud800', '"\\ud800"', null],
      ['a circular object', circular, null, 'result_not_serializable'],
      ['a bigint', () => 10n, null, 'result_not_serializable'],
      ['a function', () => () => 1, null, 'result_not_serializable'],
      ['a symbol', () => Symbol('s'), null, 'result_not_serializable'],
      ['endless depth', deep, null, 'result_not_serializable'],
      ['a proxy that refuses', () => [new Proxy({}, throwing)], null, 'result_not_serializable'],
      [
        'a toJSON that throws',
        () => ({
          toJSON: () => {
            throw refusing;
          },
        }),
        null,
        'result_not_serializable',
      ],
      [
        'a toJSON that throws a RangeError that refuses, later',
        () => Promise.resolve({ toJSON: throwUnreadable }),
        null,
        'result_not_serializable',
      ],
      ['more bytes than allowed', () => 'x'.repeat(10_001), null, 'result_too_large'],
      ['few characters of many bytes', () => '😀'.repeat(2_501), null, 'result_too_large'],
      ['50 MB', () => 'x'.repeat(50_000_000), null, 'result_too_large'],
    ])('%s', async (_name, handler, result, code) => {
      const job = await outcomeOf(handler);
      expect(job).toMatchObject({ state: 'completed', result, attemptCount: 1 });
      expect(job.error?.code ?? null).toBe(code);
    });
  });

  describe('fails readably whatever a handler throws', () => {
    it.each<[string, () => unknown]>([
      [
        'an error',
        () => {
          throw new Error('e');
        },
      ],
      [
        'a string',
        () => {
          throw 's' as unknown as Error;
        },
      ],
      [
        'undefined',
        () => {
          throw nothing;
        },
      ],
      ['a rejection with undefined', () => Promise.reject(nothing)],
      [
        'a circular object',
        () => {
          throw circular() as Error;
        },
      ],
      [
        'a frozen error',
        () => {
          throw Object.freeze(new Error('f')) as Error;
        },
      ],
      [
        'a proxy that refuses',
        () => {
          throw refusing;
        },
      ],
      [
        'a thenable whose getter throws',
        () =>
          Object.defineProperty({}, 'then', {
            get: () => {
              throw new Error('g');
            },
          }),
      ],
      [
        '50 MB',
        () => {
          throw new Error('x'.repeat(50_000_000));
        },
      ],
    ])('%s', async (_name, handler) => {
      const job = await outcomeOf(handler);
      expect(job).toMatchObject({ state: 'failed', result: null, attemptCount: 1 });
      expect(job.error?.code).toBe('error');
      expect(job.error?.message).toMatch(/\S/);
      expect(Buffer.byteLength(JSON.stringify(job.error))).toBeLessThanOrEqual(4_096);
    });
  });

  it('fails a job whose payload is not JSON, for good', async () => {
    await bed.enqueue(newJob('job', { payload: '{broken' }));
    bed.start({ simulate: () => null });
    await bed.clock.advance(100);
    expect(await bed.job('job')).toMatchObject({ state: 'failed', error: { code: 'payload_unreadable' } });
  });

  it.each<[string, Error, object]>([
    ['later', new RetryLaterError(5_000), { state: 'scheduled', retries: 1, error: { code: 'retry_later' } }],
    ['later, with nonsense', new RetryLaterError(NaN), { state: 'failed', retries: 3 }],
    [
      'never',
      new NeverRetryError('no', 'card_declined'),
      { state: 'failed', retries: 0, error: { code: 'card_declined' } },
    ],
    ['snooze', new SnoozeError(5_000), { state: 'scheduled', retries: 0, snoozes: 1 }],
  ])('is steered by what a handler throws: %s', async (_name, error, expected) => {
    await bed.enqueue(newJob('job'));
    bed.start({ simulate: () => Promise.reject(error) });
    await bed.clock.advance(30);
    expect(await bed.job('job')).toMatchObject(expected);
  });

  it('takes the delay of RetryLaterError instead of the backoff', async () => {
    await bed.enqueue(newJob('job'));
    const at: number[] = [];
    bed.start({
      simulate: (_payload, { attempt }) => {
        at.push(bed.clock.monotonic());
        if (attempt === 1) {
          throw new RetryLaterError(7_000);
        }
      },
    });
    await bed.clock.advance(10_000);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(6_999);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeLessThan(7_100);
  });

  it('cuts off each attempt at its own limit, at once', async () => {
    await bed.enqueue(
      newJob('slow', { ...NO_RETRY, timeoutMs: 700 }),
      newJob('fast', { ...NO_RETRY, timeoutMs: 40 }),
      newJob('default', NO_RETRY),
    );
    const ended = recordedEnds(bed.events);
    bed.start({ simulate: () => new Promise(() => undefined) });
    await bed.clock.advance(2_000);
    expect(ended.map(({ job, durationMs, error }) => [job.id, Math.round(durationMs), error?.code])).toEqual([
      ['fast', 40, 'timeout'],
      ['slow', 700, 'timeout'],
    ]);
    await bed.clock.advance(30 * 60_000);
    expect(await bed.job('default')).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
  });

  it('ignores what comes after the cut-off', async () => {
    await bed.enqueue(newJob('late', { ...NO_RETRY, timeoutMs: 50 }));
    const ended = recordedEnds(bed.events);
    bed.start({ simulate: () => new Promise((resolve) => bed.clock.after(500, () => resolve('late'))) });
    await bed.clock.advance(1_000);
    expect(ended).toHaveLength(1);
    expect(bed.callsOf('complete')).toEqual([]);
    expect(await bed.job('late')).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
  });

  it('gives handlers a moment to stop before it hands their jobs back', async () => {
    const types = ['returns', 'throws', 'stays'];
    await bed.enqueue(
      ...types.map((type) => newJob(type, { type })),
      newJob('once', { type: 'stays', maxRetries: 0, maxLapses: 0 }),
      newJob('once-asked', { type: 'throws', maxRetries: 0, maxLapses: 0 }),
    );
    const whenStopped = ({ signal }: HandlerContext) =>
      new Promise<unknown>((resolve) => {
        signal.addEventListener('abort', () => bed.clock.after(100, () => resolve(signal.reason)));
      });
    const engine = bed.start({
      returns: async (_payload, context) => ({
        code: ((await whenStopped(context)) as { code: string }).code,
      }),
      throws: async (_payload, context) => {
        throw await whenStopped(context);
      },
      stays: () => new Promise(() => undefined),
    });
    await bed.clock.advance(50);
    const stopped = engine.stop();
    await bed.clock.advance(1_000);
    expect(await stopped).toBe(true);
    expect(await bed.store().states(types)).toEqual(['completed', 'queued', 'queued']);
    expect((await bed.job('returns')).result).toBe('{"code":"draining"}');
    // These may not run twice, and have begun.
    for (const id of ['once', 'once-asked']) {
      expect(await bed.job(id)).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
    }
    expect((await bed.store().counts()).counters).toMatchObject({ released: 2, lapsed: 0, failed: 2 });
  });

  it('gives handlers a context whose parts also work when taken out', async () => {
    let seen: unknown = null;
    const job = await outcomeOf((payload, { attempt, progress, signal, job: claimed }: HandlerContext) => {
      seen = [payload, attempt, signal.aborted, claimed.id];
      expect(() => progress(undefined)).toThrow(RangeError);
      expect(() => progress(circular())).toThrow(RangeError);
      expect(() => progress('é'.repeat(256))).toThrow(RangeError);
      progress('ok');
    });
    expect([seen, job.state]).toEqual([[null, 1, false, 'job'], 'completed']);
  });

  it('promotes due jobs for others while it has no slot free', async () => {
    await bed.enqueue(newJob('hog'), newJob('due', { delayMs: 1_000 }));
    bed.start({ simulate: () => new Promise(() => undefined) }, { concurrency: 1 });
    await bed.clock.advance(999);
    expect(await bed.store().states(['due'])).toEqual(['scheduled']);
    await bed.clock.advance(30);
    expect(await bed.store().states(['due'])).toEqual(['queued']);
  });

  it('trims what retention does not keep, more when memory is short', async () => {
    const asked: unknown[] = [];
    bed.start({}, { memory: { pressure: () => Promise.resolve(true) } });
    await bed.clock.advance(3_500);
    for (const { args } of bed.callsOf('trim')) {
      asked.push(args[1]);
    }
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked.every((pressure) => pressure === true)).toBe(true);
  });

  it('carries out injected failures', async () => {
    let crashes = 0;
    const wish = (kind: 'error' | 'timeout' | 'crash' | 'hang' | 'slow') => ({
      ...NO_RETRY,
      timeoutMs: 5_000,
      failureInjection: { failFirst: 1, kind, slowMs: 300 },
    });
    await bed.enqueue(
      ...(['error', 'timeout', 'crash', 'hang', 'slow'] as const).map((kind) => newJob(kind, wish(kind))),
    );
    const ended = recordedEnds(bed.events);
    bed.start(
      { simulate: () => 'ran' },
      { failure: { wishes: true, global: { rate: 0, seed: 0 }, crash: () => void (crashes += 1) } },
    );
    await bed.clock.advance(4_000);
    expect(ended.map(({ job, outcome, error }) => [job.id, outcome, error?.code])).toEqual([
      ['error', 'failed', 'injected_failure'],
      ['timeout', 'failed', 'timeout'],
      ['slow', 'completed', undefined],
    ]);
    expect(ended[2]?.durationMs).toBeGreaterThanOrEqual(300);
    expect(crashes).toBe(1);
    await bed.clock.advance(1_500);
    expect(await bed.job('hang')).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
  });

  it('ignores wishes where failure injection is off, but not the service’s own rate', async () => {
    const wish = { ...NO_RETRY, failureInjection: { failFirst: 9, kind: 'hang' as const } };
    await bed.enqueue(newJob('off', wish));
    const off = { wishes: false, crash: () => undefined };
    const calm = bed.start({ simulate: () => null }, { failure: { ...off, global: { rate: 0, seed: 1 } } });
    await bed.clock.advance(100);
    await calm.stop();
    await bed.enqueue(newJob('rate', wish));
    bed.start({ simulate: () => null }, { failure: { ...off, global: { rate: 1, seed: 1 } } });
    await bed.clock.advance(100);
    expect(await bed.store().states(['off', 'rate'])).toEqual(['completed', 'failed']);
  });

  it('ends within bounded time when the store is gone, and says that not all was brought home', async () => {
    await bed.enqueue(newJob('a'), newJob('b', { type: 'other' }));
    const engine = bed.start({ simulate: () => null, other: () => new Promise(() => undefined) });
    bed.fate = (method) => (method === 'complete' ? 'unreachable' : 'ok');
    await bed.clock.advance(100);
    bed.fate = () => 'never_answered';
    const stopped = engine.stop();
    await bed.clock.advance(2_000);
    expect(await stopped).toBe(false);
    await bed.clock.advance(60_000);
    expect(bed.clock.pending).toBe(0);
  });

  it('leaves no timer behind after a clean stop, and may be stopped twice', async () => {
    await bed.enqueue(newJob('a'));
    const engine = bed.start({ simulate: () => null });
    await bed.clock.advance(500);
    const stopped = engine.stop();
    await bed.clock.advance(1_500);
    expect(await stopped).toBe(true);
    expect(await engine.stop()).toBe(true);
    expect(bed.clock.pending).toBe(0);
    expect(bed.callsOf('retire')).toHaveLength(1);
  });

  it('names itself to the store, with what it has to do', async () => {
    const engine = bed.start({ simulate: () => null }, { name: 'pod-1', version: '1.2.3', concurrency: 4 });
    await bed.clock.advance(300);
    expect(engine.id).toMatch(/^[0-9a-z]{8}$/);
    expect(bed.callsOf('attend')[0]?.args[0]).toEqual({
      id: engine.id,
      name: 'pod-1',
      version: '1.2.3',
      slots: 4,
      running: 0,
      state: 'running',
      queues: '*',
      types: ['simulate'],
    });
  });

  it('says that it drains, and how long it will wait for what runs', async () => {
    await bed.enqueue(newJob('a'));
    const engine = bed.start({ simulate: () => new Promise(() => undefined) });
    await bed.clock.advance(1_000);
    expect((await bed.store().workers())[0]).not.toHaveProperty('drainLeftMs');
    engine.quiet(20_000);
    await bed.clock.advance(1_000);
    const [worker] = await bed.store().workers();
    expect(worker).toMatchObject({ state: 'draining', running: 1 });
    expect(worker?.drainLeftMs).toBeGreaterThan(18_900);
    expect(worker?.drainLeftMs).toBeLessThanOrEqual(20_000);
    const stopped = engine.stop();
    await bed.clock.advance(3_000);
    await stopped;
  });
});
