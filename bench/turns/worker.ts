import { once } from 'node:events';
import { systemClock } from '../../src/core/clock';
import { EventPublisher } from '../../src/core/event-publisher';
import { EventHub } from '../../src/core/events';
import { Historian } from '../../src/core/historian';
import { systemRandom } from '../../src/core/random';
import { LatencyService } from '../../src/metrics/latency.service';
import { ProcessMetrics } from '../../src/metrics/process-metrics';
import { openTracing } from '../../src/tracing/open-tracing';
import { benchEngine, openStores } from '../peers/sluice';

export type Part = 'metrics' | 'history' | 'events' | 'traces';

/** What the process is to be, as JSON in its only argument. `collector`: where traces go, where they are on. */
export interface TurnAssignment {
  readonly redisUrl: string;
  readonly namespace: string;
  /** Jobs at once. */
  readonly concurrency: number;
  /** What is on beside the engine. */
  readonly parts: readonly Part[];
  readonly collector?: string;
}

export interface Turn {
  readonly elapsedMs: number;
  /** Processor time of the whole process until now (µs): of all turns, and of what lay between them. */
  readonly allCpuMicros: number;
}

/** Lets the jobs that wait begin, and waits until so many attempts have ended. @returns how long that took (ms) */
async function turn(begin: () => Promise<unknown>, events: EventHub, jobs: number): Promise<number> {
  let left = jobs;
  const done = new Promise<void>((resolve) => {
    const end = events.on('ended', ({ attempts }) => {
      left -= attempts.length;
      if (left <= 0) {
        end();
        resolve();
      }
    });
  });
  const start = performance.now();
  await begin();
  await done;
  return performance.now() - start;
}

/**
 * A worker of one namespace that lives as long as the bench. A number from its parent is a turn: so many jobs wait in a
 * paused queue. The answer is an {@link Turn}.
 */
async function main(): Promise<void> {
  const ask = JSON.parse(process.argv[2] ?? '{}') as TurnAssignment;
  const stores = await openStores(ask.redisUrl);
  const events = new EventHub();
  const ports = { clock: systemClock, random: systemRandom, events };
  const parts = new Set(ask.parts);
  if (parts.has('metrics')) {
    new ProcessMetrics(events);
  }
  if (parts.has('history')) {
    new Historian(stores.history(ask.namespace), ports).start();
    new LatencyService(stores, events).onApplicationBootstrap();
  }
  if (parts.has('events')) {
    new EventPublisher(stores, stores, events, systemClock).start();
  }
  const config = {
    url: ask.collector ?? '',
    sampler: 'parentbased_always_on' as const,
    ratio: 1,
    requests: false,
  };
  const tracing = parts.has('traces')
    ? await openTracing(config, events, '0', (reason) => {
        throw new Error(reason);
      })
    : null;
  const handlers = new Map([['noop', () => ({ ok: true })]]);
  benchEngine({
    stores,
    events,
    handlers: tracing?.handlers(handlers) ?? handlers,
    concurrency: ask.concurrency,
    namespaces: [ask.namespace],
  }).start();
  const store = stores.namespace(ask.namespace);
  process.on('message', (jobs: number) => {
    void turn(() => store.configureQueue('default', { paused: false }), events, jobs).then(
      async (elapsedMs) => {
        await store.configureQueue('default', { paused: true });
        const { user, system } = process.cpuUsage();
        process.send?.({ elapsedMs, allCpuMicros: user + system } satisfies Turn);
      },
    );
  });
  await store.configureQueue('default', { paused: true });
  process.send?.('ready');
  await once(process, 'disconnect');
  process.exit(0);
}

void main();
