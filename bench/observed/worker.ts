import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/core/clock';
import { EventPublisher } from '../../src/core/event-publisher';
import { EventHub } from '../../src/core/events';
import { Historian } from '../../src/core/historian';
import { systemRandom } from '../../src/core/random';
import { LatencyService } from '../../src/metrics/latency.service';
import { ProcessMetrics } from '../../src/metrics/process-metrics';
import type { RedisJobStores } from '../../src/persistence/redis-job-stores';
import type { JobTracing } from '../../src/tracing/job-tracing';
import { openTracing } from '../../src/tracing/open-tracing';
import { newJob } from '../../test/support/job-builder';
import { measure } from '../measure';
import { benchEngine, LIMITS, openStores } from '../peers/sluice';
import { BULK, PAYLOAD } from '../peers/tasks';

export type Part = 'metrics' | 'history' | 'events' | 'traces';

/** What the process is asked to do, as JSON in its only argument. `collector`: where traces go. */
export interface ObservedAssignment {
  readonly redisPort: number;
  readonly jobs: number;
  /** Jobs before the first that counts: code gets fast as it runs, and a service runs for days. */
  readonly warmUp: number;
  /** Jobs at once. */
  readonly concurrency: number;
  /** What is on beside the engine. */
  readonly parts: readonly Part[];
  readonly collector: string;
  /** One job in so many has a trace that its sender records; the traces of the others are not recorded. */
  readonly sampled: number;
}

const PAYLOAD_TEXT = JSON.stringify(PAYLOAD);

async function fill(stores: RedisJobStores, jobs: number, sampled: number): Promise<void> {
  const store = stores.namespace('default');
  for (let from = 0; from < jobs; from += BULK) {
    const some = Array.from({ length: Math.min(BULK, jobs - from) }, (_, i) => {
      const id = randomUUID();
      const flags = (from + i) % sampled === 0 ? '01' : '00';
      const traceparent = `00-${id.replaceAll('-', '')}-00f067aa0ba902b7-${flags}`;
      return newJob(id, { type: 'noop', payload: PAYLOAD_TEXT, traceparent });
    });
    await store.enqueue(some, LIMITS);
  }
}

function trace(events: EventHub, url: string): Promise<JobTracing> {
  return openTracing(
    { url, sampler: 'parentbased_always_on', ratio: 1, requests: false },
    events,
    '0',
    (reason) => {
      throw new Error(reason);
    },
  );
}

/** Resolves when so many more attempts have ended. */
function ended(events: EventHub, jobs: number): Promise<void> {
  return new Promise((resolve) => {
    let left = jobs;
    const end = events.on('ended', ({ attempts }) => {
      left -= attempts.length;
      if (left <= 0) {
        end();
        resolve();
      }
    });
  });
}

async function main(): Promise<void> {
  const ask = JSON.parse(process.argv[2] ?? '{}') as ObservedAssignment;
  const stores = await openStores(ask.redisPort);
  const events = new EventHub();
  const ports = { clock: systemClock, random: systemRandom, events };
  const parts = new Set(ask.parts);
  if (parts.has('metrics')) {
    new ProcessMetrics(events);
  }
  if (parts.has('history')) {
    new Historian(stores.history('default'), ports).start();
    new LatencyService(stores, events).onApplicationBootstrap();
  }
  const publisher = parts.has('events') ? new EventPublisher(stores, stores, events, systemClock) : null;
  publisher?.start();
  const tracing = parts.has('traces') ? await trace(events, ask.collector) : null;
  const handlers = new Map([['noop', () => ({ ok: true })]]);
  const engine = benchEngine({
    stores,
    events,
    handlers: tracing?.handlers(handlers) ?? handlers,
    concurrency: ask.concurrency,
  });
  await fill(stores, ask.warmUp, ask.sampled);
  const warm = ended(events, ask.warmUp);
  engine.start();
  await warm;
  const store = stores.namespace('default');
  await store.configureQueue('default', { paused: true });
  await fill(stores, ask.jobs, ask.sampled);
  const measured = await measure(ask, async () => {
    const all = ended(events, ask.jobs);
    await store.configureQueue('default', { paused: false });
    await all;
  });
  process.stdout.write(`${JSON.stringify(measured)}\n`);
  await publisher?.stop();
  await tracing?.stop();
  process.exit(0);
}

void main();
