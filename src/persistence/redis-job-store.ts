import { randomBytes } from 'node:crypto';
import type { Dependency } from '../core/dependency';
import type { JobRecord, NewJob } from '../core/job';
import type { ClaimAnswer, ClaimRequest, QueueSelection } from '../core/claim';
import type { CancelAnswer, RedriveAnswer, RescheduleAnswer, Rescheduling } from '../core/control-answer';
import type { NamespaceCounts } from '../core/counters';
import type { EnqueueAllAnswer, EnqueueAnswer, EnqueueLimits } from '../core/enqueue-answer';
import { StoreFullError } from '../core/errors';
import type { JobFacts } from '../core/job-facts';
import type { JobPage, ListQuery } from '../core/job-listing';
import { type JobStore, MAX_BATCH, type SweepAnswer } from '../core/job-store';
import type { LogAnswer, LogLimits, LogPage, LogQuery, LogWrite } from '../core/log-lines';
import type { QueueInfo } from '../core/queue-info';
import type { QueueSettings } from '../core/queue-settings';
import type {
  Completion,
  ExtendAnswer,
  Extension,
  Failure,
  FollowAnswer,
  Lease,
  SettleAnswer,
  Snooze,
} from '../core/settlement';
import type { Announcement, AttendAnswer, WorkerInfo, WorkerRecord } from '../core/worker-info';
import type { DeleteQueueAnswer, PurgeableState, PurgeAnswer } from '../core/purge';
import type { JobState } from '../core/states';
import type { Command } from './commands/command';
import {
  cancelCommand,
  configureCommand,
  redriveCommand,
  rescheduleCommand,
} from './commands/control.commands';
import { namespaceCountsFrom } from './commands/counters';
import { dependenciesCommand } from './commands/dependency.commands';
import { enqueueAllCommand, enqueueCommand, STAMP_CHARS } from './commands/enqueue.command';
import { inCalls } from './enqueue-calls';
import { explainCommand } from './commands/explain.command';
import { followCommand } from './commands/follow.command';
import { logCommand, logReadCommand } from './commands/log.commands';
import { packRules, type StoreRules } from './commands/packed-rules';
import { deleteQueueCommand, purgeCommand } from './commands/purge.commands';
import { queueCommand, queuesCommand } from './commands/queue.commands';
import { getCommand, statesCommand } from './commands/read.commands';
import {
  completeCommand,
  extendCommand,
  failCommand,
  releaseCommand,
  type SettleInput,
  snoozeCommand,
} from './commands/settle.commands';
import {
  attendCommand,
  indexCommand,
  retireCommand,
  sweepCommand,
  type SweepInput,
  type SweepReport,
  unindexCommand,
} from './commands/sweep.commands';
import { turnCommand, type TurnAnswer } from './commands/turn.command';
import { announceCommand, workersCommand } from './commands/worker.commands';
import { JointCalls } from './joint-calls';
import { namespacePrefix } from './keys';
import { listPage } from './list-page';
import type { RedisLink } from './redis-link';
import type { WakeListener } from './wake-listener';

/** A worker's description is stored anew this often, and when its state changed (ms). */
const DESCRIBE_EVERY_MS = 5_000;

/** One namespace on Redis. Each method is one script; the scripts hold the rules. */
export class RedisJobStore implements JobStore {
  private readonly rules: string;
  private readonly concurrency: number | null;
  private readonly prefix: string;
  private readonly turn = new JointCalls({
    complete: (list) => this.settle(completeCommand, list),
    claim: async (request) => (await this.take([], request)).claimed,
    both: (completions, request) => this.take(completions, request),
  });
  private trimmedQueue = '';
  private readonly described = new Map<string, { state: WorkerInfo['state']; at: number }>();

  constructor(
    readonly namespace: string,
    private readonly link: RedisLink,
    private readonly listener: () => WakeListener,
    rules: StoreRules,
  ) {
    this.rules = packRules(rules);
    this.concurrency = rules.namespaceConcurrency;
    this.prefix = namespacePrefix(namespace);
  }

  enqueue(jobs: readonly NewJob[], limits: EnqueueLimits): Promise<EnqueueAnswer[]> {
    const stamp = newStamp();
    return this.batch(jobs, (some) =>
      inCalls(some, (call) => this.run(enqueueCommand, { stamp, jobs: call, limits, rules: this.rules })),
    );
  }

  async enqueueAll(jobs: readonly NewJob[], limits: EnqueueLimits): Promise<EnqueueAllAnswer> {
    if (jobs.length === 0) {
      return { outcome: 'stored', answers: [] };
    }
    if (jobs.length > MAX_BATCH) {
      throw new RangeError(`at most ${MAX_BATCH} jobs are stored together, not ${jobs.length}`);
    }
    const stamp = randomBytes(STAMP_CHARS).toString('base64url').slice(0, STAMP_CHARS);
    return this.run(enqueueAllCommand, { stamp, jobs, limits, rules: this.rules });
  }

  claim(request: ClaimRequest): Promise<ClaimAnswer> {
    return this.turn.claim(request);
  }

  complete(completions: readonly Completion[]): Promise<SettleAnswer[]> {
    return this.turn.complete(completions);
  }

  follow(completion: Completion, followUps: readonly NewJob[]): Promise<FollowAnswer> {
    const stamp = newStamp();
    return this.run(followCommand, { completion, followUps, stamp, rules: this.rules });
  }

  fail(failures: readonly Failure[]): Promise<SettleAnswer[]> {
    return this.settle(failCommand, failures);
  }

  snooze(snoozes: readonly Snooze[]): Promise<SettleAnswer[]> {
    return this.settle(snoozeCommand, snoozes);
  }

  release(leases: readonly Lease[]): Promise<SettleAnswer[]> {
    return this.settle(releaseCommand, leases);
  }

  extend(extensions: readonly Extension[]): Promise<ExtendAnswer[]> {
    return this.batch(extensions, (some) => this.run(extendCommand, some));
  }

  log(writes: readonly LogWrite[], limits: LogLimits): Promise<LogAnswer[]> {
    return this.batch(writes, (some) => this.run(logCommand, { writes: some, limits }));
  }

  cancel(ids: readonly string[]): Promise<CancelAnswer[]> {
    return this.batch(ids, (some) =>
      untilNoneIsLeft(some, (rest) => this.run(cancelCommand, { rules: this.rules, ids: rest })),
    );
  }

  redrive(ids: readonly string[]): Promise<RedriveAnswer[]> {
    return this.batch(ids, (some) => this.run(redriveCommand, { rules: this.rules, ids: some }));
  }

  reschedule(id: string, change: Rescheduling): Promise<RescheduleAnswer> {
    return this.run(rescheduleCommand, { rules: this.rules, id, change });
  }

  purge(ids: readonly string[], states: readonly PurgeableState[]): Promise<PurgeAnswer[]> {
    return this.batch(ids, (some) =>
      untilNoneIsLeft(some, (rest) => this.run(purgeCommand, { rules: this.rules, states, ids: rest })),
    );
  }

  async promote(max: number): Promise<SweepAnswer> {
    return (await this.sweep('promote', max)).swept;
  }

  async reap(max: number): Promise<SweepAnswer> {
    return (await this.sweep('reap', max)).swept;
  }

  async trim(max: number, pressure: boolean): Promise<SweepAnswer> {
    const { swept, lastQueue } = await this.sweep('trim', max, pressure ? this.trimmedQueue : null);
    this.trimmedQueue = lastQueue;
    return swept;
  }

  async index(max: number): Promise<SweepAnswer> {
    const { more, isDue } = await this.run(unindexCommand, Math.min(max, MAX_BATCH));
    const built = isDue ? await this.buildIndex(Math.min(max, MAX_BATCH)) : { moved: 0, more: false };
    return { moved: built.moved, more: more || built.more };
  }

  /** An index is the first thing to do without: where memory is out, it waits. */
  private async buildIndex(max: number): Promise<SweepAnswer> {
    try {
      return await this.run(indexCommand, max);
    } catch (error) {
      if (error instanceof StoreFullError) {
        return { moved: 0, more: false };
      }
      throw error;
    }
  }

  attend(worker: WorkerInfo): Promise<AttendAnswer> {
    const before = this.described.get(worker.id);
    const now = performance.now();
    const describe = before?.state !== worker.state || now - before.at >= DESCRIBE_EVERY_MS;
    if (describe) {
      this.described.set(worker.id, { state: worker.state, at: now });
    }
    return this.run(attendCommand, { worker, describe, concurrency: this.concurrency });
  }

  async announce(workers: readonly Announcement[]): Promise<void> {
    await this.batch(workers, async (some) => {
      await this.run(announceCommand, some);
      return [];
    });
  }

  async retire(workerId: string): Promise<void> {
    this.described.delete(workerId);
    await this.run(retireCommand, workerId);
  }

  waitForWork(queues: QueueSelection, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return this.listener().wait(queues, timeoutMs, signal);
  }

  dependencies(id: string, offset: number): Promise<Dependency[]> {
    return this.run(dependenciesCommand, { id, offset });
  }

  get(id: string): Promise<JobRecord | null> {
    return this.run(getCommand, id);
  }

  logOf(id: string, query: LogQuery): Promise<LogPage | null> {
    return this.run(logReadCommand, { ...query, id });
  }

  states(ids: readonly string[]): Promise<(JobState | null)[]> {
    return this.batch(ids, (some) => this.run(statesCommand, some));
  }

  list(query: ListQuery): Promise<JobPage> {
    const nextQueue = async (after: string | null) => (await this.queues(after, 1))[0]?.queue ?? null;
    return listPage(this.link, this.namespace, nextQueue, query);
  }

  async counts(): Promise<NamespaceCounts> {
    const key = `${this.prefix}counts`;
    const fields = await this.link.read(key, (redis) => redis.hgetall(key));
    return namespaceCountsFrom(new Map(Object.entries(fields)));
  }

  configureQueue(
    queue: string,
    settings: Partial<QueueSettings>,
    expected?: QueueSettings,
    by: string | null = null,
  ): Promise<boolean> {
    return this.run(configureCommand, { queue, rules: this.rules, settings, expected, by });
  }

  queues(after: string | null, max: number, contains = ''): Promise<QueueInfo[]> {
    return this.run(queuesCommand, { after, max: Math.min(max, MAX_BATCH), contains });
  }

  queue(name: string): Promise<QueueInfo | null> {
    return this.run(queueCommand, name);
  }

  deleteQueue(name: string): Promise<DeleteQueueAnswer> {
    return this.run(deleteQueueCommand, name);
  }

  explain(id: string): Promise<JobFacts | null> {
    return this.run(explainCommand, { id, concurrency: this.concurrency });
  }

  workers(): Promise<WorkerRecord[]> {
    return this.run(workersCommand, undefined);
  }

  async workerNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const unique = [...new Set(ids)];
    if (unique.length === 0) {
      return new Map();
    }
    const key = `${this.prefix}worker:name`;
    const names = await this.link.read(key, (redis) => redis.hmget(key, ...unique));
    return new Map(unique.flatMap((id, i) => (typeof names[i] === 'string' ? [[id, names[i]]] : [])));
  }

  private take(completions: readonly Completion[], request: ClaimRequest): Promise<TurnAnswer> {
    return this.run(turnCommand, { rules: this.rules, completions, request });
  }

  private sweep(
    duty: SweepInput['duty'],
    max: number,
    pressedAfter: string | null = null,
  ): Promise<SweepReport> {
    return this.run(sweepCommand, { duty, rules: this.rules, max: Math.min(max, MAX_BATCH), pressedAfter });
  }

  private settle<T>(
    command: Command<SettleInput<T>, SettleAnswer[]>,
    all: readonly T[],
  ): Promise<SettleAnswer[]> {
    return this.batch(all, (list) => this.run(command, { rules: this.rules, list }));
  }

  private run<I, O>(command: Command<I, O>, input: I): Promise<O> {
    return this.link.run(this.namespace, command, input);
  }

  /** No script call gets more than MAX_BATCH jobs. */
  private async batch<T, R>(all: readonly T[], send: (some: readonly T[]) => Promise<R[]>): Promise<R[]> {
    if (all.length === 0) {
      return [];
    }
    if (all.length <= MAX_BATCH) {
      return send(all);
    }
    const answers: R[] = [];
    for (let at = 0; at < all.length; at += MAX_BATCH) {
      answers.push(...(await send(all.slice(at, at + MAX_BATCH))));
    }
    return answers;
  }
}

/** One call lets go of so many dependencies at most: the jobs behind, whose answer is null, are for the next. */
async function untilNoneIsLeft<R>(
  ids: readonly string[],
  send: (rest: readonly string[]) => Promise<(R | null)[]>,
): Promise<R[]> {
  const answers: R[] = [];
  while (answers.length < ids.length) {
    const replies = await send(ids.slice(answers.length));
    const done = replies.indexOf(null);
    answers.push(...(done < 0 ? replies : replies.slice(0, done)).filter((answer) => answer !== null));
  }
  return answers;
}

function newStamp(): string {
  return randomBytes(STAMP_CHARS).toString('base64url').slice(0, STAMP_CHARS);
}
