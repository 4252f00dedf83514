import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/core/clock';
import { EventPublisher } from '../../src/core/event-publisher';
import { EventHub } from '../../src/core/events';
import { Historian } from '../../src/core/historian';
import { systemRandom } from '../../src/core/random';
import { EventClient } from '../../src/live-events/event-client';
import { EVENT_TOPICS } from '../../src/live-events/event-query';
import { EventTail } from '../../src/live-events/event-tail';
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

/** Events with a client of `GET /events`, served by this process to another. @returns what ends it */
async function listen(stores: RedisJobStores, events: EventHub): Promise<() => Promise<void>> {
  const publisher = new EventPublisher(stores, stores, events, systemClock);
  publisher.start();
  const ports = { clock: systemClock, random: systemRandom, events };
  const tail = new EventTail('default', stores.events('default'), ports);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  const listener = spawn('curl', ['-sN', '-o', '/dev/null', url], { stdio: 'ignore' });
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const wish = {
    queue: null,
    type: null,
    job: null,
    topics: new Set(EVENT_TOPICS),
    after: null,
  };
  const client = new EventClient(response, wish);
  client.gone.addEventListener('abort', () => tail.leave(client), { once: true });
  await tail.join(client);
  return async () => {
    listener.kill();
    await publisher.stop();
  };
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

async function main(): Promise<void> {
  const ask = JSON.parse(process.argv[2] ?? '{}') as ObservedAssignment;
  const stores = await openStores(ask.redisPort);
  await fill(stores, ask.jobs, ask.sampled);
  const events = new EventHub();
  const ports = { clock: systemClock, random: systemRandom, events };
  const parts = new Set(ask.parts);
  if (parts.has('metrics')) {
    new ProcessMetrics(events);
  }
  if (parts.has('history')) {
    new Historian(stores.history('default'), ports).start();
  }
  const stopListening = parts.has('events') ? await listen(stores, events) : null;
  const tracing = parts.has('traces') ? await trace(events, ask.collector) : null;
  const handlers = new Map([['noop', () => ({ ok: true })]]);
  const engine = benchEngine({
    stores,
    events,
    handlers: tracing?.handlers(handlers) ?? handlers,
    concurrency: ask.concurrency,
  });
  const work = () =>
    new Promise<void>((resolve) => {
      let ended = 0;
      events.on('ended', () => {
        ended += 1;
        if (ended === ask.jobs) {
          resolve();
        }
      });
      engine.start();
    });
  const measured = await measure(ask, work);
  await stopListening?.();
  await tracing?.stop();
  process.stdout.write(`${JSON.stringify(measured)}\n`);
  process.exit(0);
}

void main();
