import type { WorkerEngineOptions } from '../../src/core/engine-parts';
import { EventHub, type EndedAttempt, type EventName, type SluiceEvents } from '../../src/core/events';
import type { Handler } from '../../src/core/handler';
import type { NewJob } from '../../src/core/job';
import type { JobStores } from '../../src/core/job-store';
import type { RetentionPolicy } from '../../src/core/retention';
import { newJob } from './job-builder';

export const KEEP_ALL: RetentionPolicy = {
  ms: 86_400_000,
  failedMs: 86_400_000,
  count: 1_000_000,
  bytes: 1_000_000_000,
};

/** An engine's options for tests: ten slots, short leases, nothing fails but what the test asks for. */
export function engineOptions(
  stores: JobStores,
  handlers: Readonly<Record<string, Handler>>,
  chosen: Partial<WorkerEngineOptions> = {},
): WorkerEngineOptions {
  return {
    stores,
    namespaces: ['default'],
    queues: '*',
    handlers: new Map(Object.entries(handlers)),
    readFollowUp: (asked, { id }, index) => newJob(`${id}:${index}`, asked as Partial<NewJob>),
    concurrency: 10,
    leaseMs: 3_000,
    reapMs: 500,
    maxResultBytes: 10_000,
    failure: {
      wishes: true,
      global: { rate: 0, seed: 0 },
      crash: () => {
        throw new Error('no test crashes its own process');
      },
    },
    memory: { pressure: () => Promise.resolve(false) },
    events: new EventHub(),
    name: 'test',
    version: '0',
    ...chosen,
  };
}

/** All events of a name, as they came. */
export function recorded<N extends EventName>(events: EventHub, name: N): SluiceEvents[N][] {
  const list: SluiceEvents[N][] = [];
  events.on(name, (event) => list.push(event));
  return list;
}

/** All attempts that ended, as they did. */
export function recordedEnds(events: EventHub): EndedAttempt[] {
  const list: EndedAttempt[] = [];
  events.on('ended', ({ attempts }) => list.push(...attempts));
  return list;
}

/** A promise and what settles it: for a handler that runs until the test says so. */
export function signal<T = void>(): { readonly fired: Promise<T>; readonly fire: (value: T) => void } {
  let fire: (value: T) => void = () => undefined;
  const fired = new Promise<T>((resolve) => (fire = resolve));
  return { fired, fire };
}
