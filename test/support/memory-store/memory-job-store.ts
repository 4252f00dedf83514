import type { NewJob } from '../../../src/core/job';
import type { ClaimRequest, QueueSelection } from '../../../src/core/claim';
import type { Rescheduling } from '../../../src/core/control-answer';
import type { EnqueueLimits } from '../../../src/core/enqueue-answer';
import type { ListQuery } from '../../../src/core/job-listing';
import type { LogLimits, LogQuery, LogWrite } from '../../../src/core/log-lines';
import type { JobStore, JobStores } from '../../../src/core/job-store';
import type { QueueSettings } from '../../../src/core/queue-settings';
import type { Completion, Extension, Failure, Lease, Snooze } from '../../../src/core/settlement';
import type { Announcement, WorkerInfo } from '../../../src/core/worker-info';
import { MAX_BATCH } from '../../../src/core/job-store';
import type { PurgeableState } from '../../../src/core/purge';
import type { RetentionPolicy } from '../../../src/core/retention';
import type { ScheduleStores } from '../../../src/core/schedule-store';
import { claim } from './claim';
import { dependenciesOf } from './dependencies';
import { enqueue, enqueueAll } from './enqueue';
import { explain } from './explain';
import { follow } from './follow';
import { list, queuesAfter } from './listing';
import { log, logOf } from './log';
import { toRecord } from './memory-job';
import { type MemoryClock, MemoryNamespace } from './memory-namespace';
import { MemoryScheduleStore } from './memory-schedule-store';
import { announce, attend, cancel, configureQueue, redrive, retire, workersOf } from './operator';
import { stepIndexes } from './search-index';
import { reschedule } from './reschedule';
import { deleteQueue, purge } from './purge';
import { complete, extend, fail, release, snooze } from './settle';
import { serveAlarms } from './sweeps';
import { trimUnderPressure } from './trim';

/**
 * The reference model: a JobStore in memory that says in plain code what every store must do. The contract
 * suite and the property tests hold the Redis store against it.
 *
 * Each method runs to its end at once, so calls behave as if they came one after the other.
 */
export class MemoryJobStore implements JobStore {
  readonly namespace: string;
  private pressureCursor = '';

  constructor(readonly state: MemoryNamespace) {
    this.namespace = state.name;
  }

  /** As another process opens it: what a store only remembers by itself is gone. */
  reopen(): void {
    this.pressureCursor = '';
  }

  /** Runs one step whole and then tells waiters; what it throws becomes a rejection. */
  private async step<T>(act: (state: MemoryNamespace) => T): Promise<T> {
    const answer = act(this.state);
    this.state.finishStep();
    return answer;
  }

  enqueue(jobs: readonly NewJob[], limits: EnqueueLimits) {
    return this.step((ns) => enqueue(ns, jobs, limits));
  }

  enqueueAll(jobs: readonly NewJob[], limits: EnqueueLimits) {
    return this.step((ns) => {
      if (jobs.length > MAX_BATCH) {
        throw new RangeError(`at most ${MAX_BATCH} jobs are stored together`);
      }
      return enqueueAll(ns, jobs, limits);
    });
  }

  claim(request: ClaimRequest) {
    return this.step((ns) => claim(ns, request));
  }

  complete(completions: readonly Completion[]) {
    return this.step((ns) => complete(ns, completions));
  }

  follow(completion: Completion, followUps: readonly NewJob[]) {
    return this.step((ns) => follow(ns, completion, followUps));
  }

  fail(failures: readonly Failure[]) {
    return this.step((ns) => fail(ns, failures));
  }

  snooze(snoozes: readonly Snooze[]) {
    return this.step((ns) => snooze(ns, snoozes));
  }

  release(leases: readonly Lease[]) {
    return this.step((ns) => release(ns, leases));
  }

  extend(extensions: readonly Extension[]) {
    return this.step((ns) => extend(ns, extensions));
  }

  log(writes: readonly LogWrite[], limits: LogLimits) {
    return this.step((ns) => log(ns, writes, limits));
  }

  cancel(ids: readonly string[]) {
    return this.step((ns) => cancel(ns, ids));
  }

  redrive(ids: readonly string[]) {
    return this.step((ns) => redrive(ns, ids));
  }

  reschedule(id: string, change: Rescheduling) {
    return this.step((ns) => reschedule(ns, id, change));
  }

  purge(ids: readonly string[], states: readonly PurgeableState[]) {
    return this.step((ns) => purge(ns, ids, states));
  }

  promote(max: number) {
    return this.step((ns) =>
      serveAlarms(ns, ['expiry', 'unblock', 'due', 'group', 'rate', 'group_rate'], max),
    );
  }

  reap(max: number) {
    return this.step((ns) => serveAlarms(ns, ['lease'], max));
  }

  trim(max: number, pressure: boolean) {
    return this.step((ns) => {
      const kept = serveAlarms(ns, ['retention'], max);
      if (!pressure) {
        this.pressureCursor = '';
        return kept;
      }
      const { moved, more, last } = trimUnderPressure(ns, max, kept.moved, this.pressureCursor);
      this.pressureCursor = last;
      return { moved, more };
    });
  }

  index(max: number) {
    return this.step((ns) => stepIndexes(ns, max));
  }

  attend(worker: WorkerInfo) {
    return this.step((ns) => attend(ns, worker));
  }

  announce(workers: readonly Announcement[]) {
    return this.step((ns) => announce(ns, workers));
  }

  retire(workerId: string) {
    return this.step((ns) => retire(ns, workerId));
  }

  waitForWork(queues: QueueSelection, timeoutMs: number, signal: AbortSignal) {
    return this.state.tokens.wait(queues, timeoutMs, signal);
  }

  get(id: string) {
    return this.step(({ jobs, queues }) => {
      const job = jobs.get(id);
      return job ? toRecord(job, queues.get(job.spec.queue)?.set(job.state).scoreOf(job) ?? null) : null;
    });
  }

  logOf(id: string, query: LogQuery) {
    return this.step((ns) => logOf(ns, id, query));
  }

  dependencies(id: string, offset: number) {
    return this.step((ns) => dependenciesOf(ns, id, offset));
  }

  states(ids: readonly string[]) {
    return this.step(({ jobs }) => ids.map((id) => jobs.get(id)?.state ?? null));
  }

  list(query: ListQuery) {
    return this.step((ns) => list(ns, query));
  }

  counts() {
    return this.step((ns) => ns.counts());
  }

  configureQueue(
    queue: string,
    settings: Partial<QueueSettings>,
    expected?: QueueSettings,
    by: string | null = null,
  ) {
    return this.step((ns) => configureQueue(ns, queue, settings, expected, by));
  }

  queues(after: string | null, max: number, contains = '') {
    return this.step((ns) => queuesAfter(ns, after, max, contains));
  }

  queue(name: string) {
    return this.step(({ queues }) => queues.get(name)?.info() ?? null);
  }

  deleteQueue(name: string) {
    return this.step((ns) => deleteQueue(ns, name));
  }

  explain(id: string) {
    return this.step((ns) => explain(ns, id));
  }

  workers() {
    return this.step((ns) => workersOf(ns));
  }

  workerNames(ids: readonly string[]) {
    return this.step(
      ({ workers }): ReadonlyMap<string, string> =>
        new Map(ids.flatMap((id) => (workers.has(id) ? [[id, workers.get(id)?.info.name ?? '']] : []))),
    );
  }
}

/** The model's namespaces; the same object for the same name. */
export class MemoryJobStores implements JobStores, ScheduleStores {
  private readonly stores = new Map<string, MemoryJobStore>();
  private readonly scheduleStores = new Map<string, MemoryScheduleStore>();

  constructor(
    private readonly clock: MemoryClock,
    private readonly retention: RetentionPolicy,
  ) {}

  namespace(name: string): MemoryJobStore {
    const store =
      this.stores.get(name) ?? new MemoryJobStore(new MemoryNamespace(name, this.clock, this.retention));
    this.stores.set(name, store);
    return store;
  }

  schedules(name: string): MemoryScheduleStore {
    const store = this.scheduleStores.get(name) ?? new MemoryScheduleStore(this.namespace(name).state);
    this.scheduleStores.set(name, store);
    return store;
  }

  async probe(): Promise<void> {
    // Memory has no server that could refuse.
  }
}
