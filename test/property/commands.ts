import fc from 'fast-check';
import type { Dedup } from '../../src/core/dedup';
import { DEPENDENCY_POLICIES } from '../../src/core/dependency';
import type { NewJob } from '../../src/core/job';
import type { PurgeableState } from '../../src/core/purge';
import type { ClaimRequest } from '../../src/core/claim';
import type { Rescheduling } from '../../src/core/control-answer';
import type { EnqueueLimits } from '../../src/core/enqueue-answer';
import type { ListQuery } from '../../src/core/job-listing';
import type { LogLimits, NewLogLine } from '../../src/core/log-lines';
import type { QueueSettings } from '../../src/core/queue-settings';
import { FINAL_STATES, WAITING_STATES } from '../../src/core/states';
import { newJob, NO_LIMITS } from '../support/job-builder';
import { TEST_START } from '../support/memory-bed';
import { indexSettings, listQuery } from './list-commands';
import { scheduleCommand, type ScheduleCommand } from './schedule-commands';

/** Few names, so that collisions are common; odd ones, as they are just names. */
export const IDS = ['a', 'b:1', '__proto__', 'd', 'e'] as const;
export const QUEUES = ['b', 'constructor', 'sluice.own'] as const;
export const TYPES = ['simulate', 'odd:type'] as const;
export const WORKERS = ['worker00', 'worker01'] as const;

/** One lease of those that were given out so far (counted back from the latest), or a forged one. */
export interface LeaseChoice {
  readonly back: number;
  readonly forged: boolean;
}

export interface Claiming {
  readonly worker: string;
  readonly request: Omit<ClaimRequest, 'nonce'>;
}

export interface Completing {
  readonly leases: readonly LeaseChoice[];
  readonly bytes: number;
  readonly tooLarge: boolean;
}

/** What is done to both stores alike. Plain data, so that a failing sequence can be shrunk and read. */
export type Command =
  | {
      readonly do: 'enqueue' | 'enqueueAll';
      readonly jobs: readonly NewJob[];
      readonly limits: EnqueueLimits;
    }
  | ({ readonly do: 'claim' } & Claiming)
  | { readonly do: 'resendClaim'; readonly back: number }
  | ({ readonly do: 'complete' } & Completing)
  /** Both in one turn, as a worker does it. */
  | { readonly do: 'completeAndClaim'; readonly completing: Completing; readonly claiming: Claiming }
  | {
      readonly do: 'fail';
      readonly leases: readonly LeaseChoice[];
      readonly bytes: number;
      readonly retryInMs: number | null;
    }
  | { readonly do: 'follow'; readonly lease: LeaseChoice; readonly jobs: readonly NewJob[] }
  | { readonly do: 'snooze'; readonly leases: readonly LeaseChoice[]; readonly delayMs: number }
  | { readonly do: 'release'; readonly leases: readonly LeaseChoice[] }
  | {
      readonly do: 'extend';
      readonly leases: readonly LeaseChoice[];
      readonly leaseMs: number;
      /** The latest end from now; null: none. */
      readonly limitMs: number | null;
      readonly progress: string | null;
    }
  | {
      readonly do: 'log';
      readonly leases: readonly LeaseChoice[];
      readonly offset: number | null;
      readonly lines: readonly NewLogLine[];
      readonly limits: LogLimits;
    }
  | { readonly do: 'cancel' | 'redrive'; readonly ids: readonly string[] }
  | { readonly do: 'reschedule'; readonly id: string; readonly change: Rescheduling }
  | { readonly do: 'purge'; readonly ids: readonly string[]; readonly states: readonly PurgeableState[] }
  | { readonly do: 'deleteQueue'; readonly queue: string }
  | { readonly do: 'promote' | 'reap' | 'index'; readonly max: number }
  | { readonly do: 'trim'; readonly max: number; readonly pressure: boolean }
  | { readonly do: 'attend'; readonly worker: string; readonly queues: ClaimRequest['queues'] }
  | { readonly do: 'retire'; readonly worker: string }
  | { readonly do: 'configure'; readonly queue: string; readonly settings: Partial<QueueSettings> }
  /** From now on by processes that are configured so. */
  | { readonly do: 'limitNamespace'; readonly concurrency: number | null }
  | { readonly do: 'takeToken'; readonly queue: string | null }
  | { readonly do: 'list'; readonly query: Partial<ListQuery> }
  | { readonly do: 'schedule'; readonly command: ScheduleCommand; readonly job: NewJob }
  | { readonly do: 'advance'; readonly ms: number };

const id = fc.constantFrom(...IDS);
const queue = fc.constantFrom(...QUEUES);
const worker = fc.constantFrom(...WORKERS);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
/** Sizes on both sides of what fits into one field and into the fields. */
const bytes = fc.constantFrom(2, 10, 64, 65, 300, 600);
const shortMs = fc.constantFrom(0, 1, 50, 100, 400, 1_000);

/** A JSON text of about this size. */
export function textOf(size: number): string {
  return JSON.stringify('x'.repeat(Math.max(0, size - 2)));
}

/** Few keys, so that jobs come into each other's way. */
const dedup: fc.Arbitrary<Dedup | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        key: fc.constantFrom('k', 'odd:key'),
        until: fc.constantFrom('started' as const, 'finished' as const, 'ttl' as const),
        ttlMs: fc.constantFrom(null, 100, 1_000, 5_000),
      })
      .map((some) => ({ ...some, ttlMs: some.until === 'ttl' ? (some.ttlMs ?? 400) : some.ttlMs })),
  },
);

const job: fc.Arbitrary<NewJob> = fc
  .record({
    id,
    queue,
    type: fc.constantFrom('simulate', 'simulate', 'odd:type'),
    payload: bytes.map(textOf),
    priority: fc.constantFrom(-100, -1, 0, 0, 0, 1, 100),
    maxRetries: fc.constantFrom(0, 1, 3),
    maxLapses: fc.constantFrom(0, 1, 2, 3),
    tags: fc.constantFrom([], [], ['t'], ['x'.repeat(20), 'y'.repeat(600)]),
    when: fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 2, arbitrary: shortMs.map((delayMs) => ({ delayMs })) },
      { weight: 1, arbitrary: fc.constantFrom(-5, 500, 2_000).map((off) => ({ runAt: TEST_START + off })) },
    ),
    ttlMs: orNull(shortMs),
    dedup,
    callbackUrl: fc.constantFrom(null, null, 'https://example.org/done?x=1'),
    dependsOn: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 2, arbitrary: fc.uniqueArray(id, { maxLength: 3 }) },
    ),
    onDependencyFailure: fc.constantFrom(...DEPENDENCY_POLICIES),
    group: fc.constantFrom(null, null, 'g', 'g', 'g', 'odd:group'),
    contentHash: fc.constantFrom('aaaaaaaaaaa', 'aaaaaaaaaaa', 'bbbbbbbbbbb'),
  })
  .map(({ id: name, when, ...chosen }) => newJob(name, { ...chosen, ...when }));

const limits: fc.Arbitrary<EnqueueLimits> = fc
  .record({
    maxDepth: fc.constantFrom(2, 1_000, 1_000, 1_000),
    maxBytes: fc.constantFrom(400, 1_000_000, 1_000_000, 1_000_000),
    rate: fc.constantFrom({}, {}, {}, { ratePerSecond: 3, rateBurst: 2 }),
    namespace: fc.constantFrom(
      {},
      {},
      {},
      { namespaceMaxDepth: 2 },
      { namespaceMaxBytes: 400 },
      { namespaceMaxDepth: 3, namespaceMaxBytes: 400 },
    ),
  })
  .map(({ rate, namespace, ...some }) => ({ ...NO_LIMITS, ...some, ...rate, ...namespace }));

const queues: fc.Arbitrary<ClaimRequest['queues']> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('*' as const) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(fc.record({ queue, weight: fc.integer({ min: 0, max: 5 }) }), {
      minLength: 1,
      maxLength: 3,
      selector: (entry) => entry.queue,
    }),
  },
);

const claimRequest = fc.record({
  lane: fc.constantFrom(0, 1),
  types: fc.constantFrom(['simulate'], ['simulate'], [...TYPES], ['odd:type']),
  queues,
  max: fc.constantFrom(1, 2, 5, 10),
  leaseMs: fc.constantFrom(50, 400, 1_000),
});

const lease: fc.Arbitrary<LeaseChoice> = fc.record({
  back: fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(40) }),
  forged: fc.oneof(
    { weight: 12, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
const leases = fc.array(lease, { minLength: 1, maxLength: 4 });
const completing = { leases, bytes, tooLarge: fc.boolean() };

const overflow = fc.constantFrom(
  null,
  'reject' as const,
  'drop_oldest' as const,
  'shed_low_priority' as const,
);

const fullSettings: fc.Arbitrary<Partial<QueueSettings>> = fc.record({
  overflow: fc.constantFrom('reject' as const, 'drop_oldest' as const, 'shed_low_priority' as const),
  maxDepth: fc.constantFrom(1, 2, 3),
  maxBytes: fc.constantFrom(80, null),
});

/** Of a job that is ready at once. */
const IN_LINE = {
  ...{ queue: QUEUES[1], type: 'simulate', group: null, dedup: null, dependsOn: [] },
  ...{ delayMs: null, runAt: null },
} as const;

const groupSettings: fc.Arbitrary<Partial<QueueSettings>> = fc
  .record({
    groupRate: fc.constantFrom(
      null,
      { limit: 1, perMs: 50 },
      { limit: 1, perMs: 1_000 },
      { limit: 2, perMs: 400 },
    ),
    more: fc.constantFrom({}, { groupConcurrency: 2 }, { groupConcurrency: 3 }, { groupConcurrency: null }),
  })
  .map(({ groupRate, more }) => ({ groupRate, ...more }));

const settings: fc.Arbitrary<Partial<QueueSettings>> = fc.oneof(
  fc.constantFrom({ paused: true }, { paused: false }, { paused: null }),
  fc.constantFrom(0, 1, 2, null).map((concurrency) => ({ concurrency })),
  fc.constantFrom(1, 2, 3, null).map((groupConcurrency) => ({ groupConcurrency })),
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(null, { limit: 1, perMs: 50 }, { limit: 1, perMs: 5_000 }, { limit: 2, perMs: 400 })
      .map((rate) => ({ rate })),
  },
  groupSettings,
  fc.constantFrom('strict' as const, 'loose' as const, null).map((groupOrder) => ({ groupOrder })),
  fc.constantFrom(2, null).map((maxDepth) => ({ maxDepth })),
  fc.constantFrom(300, null).map((maxBytes) => ({ maxBytes })),
  fc.constantFrom(0, 60, 500, null).map((maxAgeMs) => ({ maxAgeMs })),
  overflow.map((chosen) => ({ overflow: chosen })),
  indexSettings,
  fullSettings,
  fc.constantFrom(1, 20, 60_000, null).map((priorityAgeingMs) => ({ priorityAgeingMs })),
  fc.constantFrom<Partial<QueueSettings>>(
    { retentionMs: 100 },
    { retentionMs: null, retentionFailedMs: 0 },
    { retentionFailedMs: null, retentionCount: 1 },
    { retentionCount: null, retentionBytes: 5_000 },
    { retentionBytes: null, retentionMs: 60_000 },
  ),
);

const rescheduling: fc.Arbitrary<Rescheduling> = fc
  .record({
    priority: orNull(fc.constantFrom(-100, 0, 100)),
    when: fc.oneof(
      fc.constant({}),
      shortMs.map((delayMs) => ({ delayMs })),
      fc.constantFrom(-5, 500, 2_000).map((off) => ({ runAt: TEST_START + off })),
    ),
  })
  .map(({ priority, when }) => ({ priority, delayMs: null, runAt: null, ...when }));

const ids = fc.array(id, { minLength: 1, maxLength: 4 });

const purged: fc.Arbitrary<PurgeableState[]> = fc.constantFrom(
  [...FINAL_STATES],
  ['completed'],
  ['failed'],
  [...WAITING_STATES],
  [...WAITING_STATES, ...FINAL_STATES],
);

/** Weighted so that most sequences get jobs through their lives, and some end up in every corner. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('enqueue' as const, 'enqueue' as const, 'enqueue' as const, 'enqueueAll' as const),
      jobs: fc.array(job, { minLength: 1, maxLength: 4 }),
      limits,
    }),
  },
  // Few sequences would get several jobs into one group, and a rate upon it, by chance.
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      jobs: fc.array(
        job.map((some) => ({ ...some, queue: 'b', group: 'g', dependsOn: [] })),
        { minLength: 2, maxLength: 4 },
      ),
      limits: fc.constant(NO_LIMITS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('configure' as const),
      queue: fc.constant('b'),
      settings: groupSettings,
    }),
  },
  // Nor would a queue with a policy for when it is full get full of jobs that may give way.
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('enqueue' as const, 'enqueue' as const, 'enqueueAll' as const),
      jobs: fc.array(
        fc
          .tuple(job, fc.constantFrom(10, 64))
          .map(([some, size]) => ({ ...some, ...IN_LINE, payload: textOf(size) })),
        { minLength: 2, maxLength: 4 },
      ),
      limits: fc.constant(NO_LIMITS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('configure' as const),
      queue: fc.constant(QUEUES[1]),
      settings: fullSettings,
    }),
  },
  // Nor jobs of several priorities into one line that ages.
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('configure' as const),
      queue: fc.constant('b'),
      settings: fc.constantFrom(1, 50, 60_000).map((priorityAgeingMs) => ({ priorityAgeingMs })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      jobs: fc.array(
        job.map((some) => ({ ...some, queue: 'b', type: 'simulate', group: null, dependsOn: [] })),
        { minLength: 2, maxLength: 4 },
      ),
      limits: fc.constant(NO_LIMITS),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('claim' as const), worker, request: claimRequest }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resendClaim' as const), back: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('complete' as const), ...completing }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('completeAndClaim' as const),
      completing: fc.record(completing),
      claiming: fc.record({ worker, request: claimRequest }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('fail' as const), leases, bytes, retryInMs: orNull(shortMs) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('follow' as const),
      lease,
      jobs: fc.array(job, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('snooze' as const), leases, delayMs: shortMs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), leases }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('extend' as const),
      leases,
      leaseMs: fc.constantFrom(50, 400),
      limitMs: orNull(fc.constantFrom(0, 1, 100)),
      progress: fc.constantFrom(null, '1', textOf(200)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('log' as const),
      leases,
      offset: orNull(fc.nat(4)),
      lines: fc.array(
        fc.record({
          ageMs: fc.constantFrom(0, 30),
          text: fc.constantFrom('', 'line', 'zwei\nLines €', 'x'.repeat(100)),
        }),
        { maxLength: 4 },
      ),
      limits: fc.constantFrom({ lines: 3, bytes: 1_000 }, { lines: 100, bytes: 200 }, { lines: 1, bytes: 1 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), ids }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('redrive' as const), ids }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reschedule' as const), id, change: rescheduling }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('purge' as const), ids, states: purged }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deleteQueue' as const), queue }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('promote' as const, 'reap' as const),
      max: fc.constantFrom(1, 2, 500),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('trim' as const),
      max: fc.constantFrom(1, 2, 500),
      pressure: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('attend' as const), worker, queues }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retire' as const), worker }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('configure' as const), queue, settings }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('limitNamespace' as const),
      concurrency: fc.constantFrom(1, 1, 2, 3, null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('takeToken' as const), queue: orNull(queue) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('configure' as const),
      queue: fc.constant('b'),
      settings: indexSettings,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('index' as const), max: fc.constantFrom(1, 2, 500) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('list' as const), query: listQuery(queue) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('schedule' as const), command: scheduleCommand, job }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 50, 99, 400, 1_000, 3_000, 150_000),
    }),
  },
);
