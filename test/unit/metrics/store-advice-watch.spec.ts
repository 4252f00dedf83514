import 'reflect-metadata';
import { Writable } from 'node:stream';
import { PinoLogger } from 'nestjs-pino';
import { EventHub } from '../../../src/core/events';
import type { AdviceLevel, StoreAdvice } from '../../../src/core/store-advice';
import { ProcessMetrics } from '../../../src/metrics/process-metrics';
import { StoreAdviceWatch } from '../../../src/metrics/store-advice-watch';

const lines: Record<string, unknown>[] = [];

/** One for the file: the first of a process is the root of all that come after it. */
const logger = new PinoLogger({
  pinoHttp: [
    { level: 'info' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    }),
  ],
});

function bed() {
  let answer: () => Promise<readonly StoreAdvice[]> = () => Promise.resolve([]);
  const metrics = new ProcessMetrics(new EventHub());
  const watch = new StoreAdviceWatch({ look: () => answer() }, metrics, logger);
  return {
    watch,
    metric: async () =>
      /^sluice_redis_advice\{check="eviction"\} (\d)$/m.exec(await metrics.registry.metrics())?.[1],
    /** One look that comes out so. @returns the levels and texts of the lines that it logged. */
    look: async (level: AdviceLevel | null, detail = level ?? '') => {
      answer = () =>
        level === null
          ? Promise.reject(new Error('away'))
          : Promise.resolve([{ check: 'eviction', level, detail }]);
      await watch.runOnce();
      return lines
        .splice(0)
        .map((line) => `${line['level'] === 40 ? 'warn' : 'info'} ${String(line['detail'])}`);
    },
  };
}

describe('StoreAdviceWatch', () => {
  it('says nothing of what is as it should be', async () => {
    const { look, metric, watch } = bed();
    expect(await look('ok')).toEqual([]);
    expect(await metric()).toBe('0');
    expect(watch.fit).toBe(true);
  });

  it('warns once of a fault, again when it changes, and tells when it is gone', async () => {
    const { look, metric } = bed();
    expect(await look('warning', 'a')).toEqual(['warn a']);
    expect(await metric()).toBe('1');
    expect(await look('warning', 'a')).toEqual([]);
    expect(await look('warning', 'b')).toEqual(['warn b']);
    expect(await look('ok', 'c')).toEqual(['info c']);
    expect(await metric()).toBe('0');
  });

  it('is unfit by a setting that loses jobs, and by no other', async () => {
    const { look, watch } = bed();
    for (const [level, fit] of [
      ['warning', true],
      ['unfit', false],
      ['unknown', true],
      ['ok', true],
    ] as const) {
      await look(level);
      expect(`${level} ${watch.fit}`).toBe(`${level} ${fit}`);
    }
  });

  it('has no number for what is not known', async () => {
    const { look, metric, watch } = bed();
    expect(await look('unknown')).toEqual([]);
    expect(await metric()).toBeUndefined();
    expect(watch.summary).toEqual({ eviction: 'unknown: unknown' });
  });

  it('keeps what it saw last while the store is away', async () => {
    const { look, watch } = bed();
    await look('unfit');
    expect(await look(null)).toEqual([]);
    expect(watch.fit).toBe(false);
  });
});
