import type { ClaimedJob } from '../../src/core/job';
import type { EnqueueAnswer } from '../../src/core/enqueue-answer';
import type { ListQuery } from '../../src/core/job-listing';
import type { JobStore } from '../../src/core/job-store';
import type { Completion, Lease } from '../../src/core/settlement';
import type { ScheduleStore } from '../../src/core/schedule-store';
import type { MemoryJobStore } from '../support/memory-store/memory-job-store';
import { ALL_QUEUES, queueKey } from '../support/memory-store/wake-tokens';
import type { MemoryScheduleStore } from '../support/memory-store/memory-schedule-store';
import {
  type Claiming,
  type Command,
  type Completing,
  IDS,
  type LeaseChoice,
  QUEUES,
  textOf,
  WORKERS,
} from './commands';
import { listAll } from './list-commands';
import { mustEqual } from './mismatch';
import { lookAtSchedules, runScheduleCommand } from './schedule-commands';
import { without } from '../support/without';

/** The store that is held against the model, with what a sequence needs beside the port. */
export interface Other {
  readonly store: JobStore;
  readonly schedules: ScheduleStore;
  /** Sets its time (epoch ms). */
  setClock(now: number): Promise<void>;
  /** Takes a wake token, as a worker that waits would. */
  takeToken(queue: string | null): Promise<void>;
  /** Most jobs of the namespace at once, from now on. */
  limitNamespace(concurrency: number | null): Promise<void>;
  /** Looks at what it holds after a step; throws if it is not what the model says. */
  check(): Promise<void>;
}

export interface ModelOnClock {
  readonly store: MemoryJobStore;
  readonly schedules: MemoryScheduleStore;
  now(): number;
  advance(ms: number): Promise<void>;
}

/** Drives the model and another store with the same commands and compares all that they say. */
export class Pair {
  private readonly leases: Lease[] = [];
  private readonly claims: Claiming[] = [];
  private readonly nonces: string[] = [];
  private lastFence = 0;

  constructor(
    private readonly model: ModelOnClock,
    private readonly other: Other,
  ) {}

  async run(commands: readonly Command[]): Promise<void> {
    await this.other.setClock(this.model.now());
    for (const [i, command] of commands.entries()) {
      try {
        await this.step(command);
        await this.compareState();
        await this.other.check();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`after step ${i} (${command.do}): ${message}`, { cause: error });
      }
    }
    await this.compareListing({ pageSize: 2, full: true });
    await this.compareSchedules();
    await this.compareLogs();
    await this.both('states', (store) => store.states(IDS));
    await this.both('queues', (store) => store.queues(null, 100));
    await this.both('queues with a text', (store) => store.queues('b', 1, 'on'));
    for (const queue of [...QUEUES, 'none']) {
      await this.both(`queue ${queue}`, (store) => store.queue(queue));
    }
    for (const id of [...IDS, 'none']) {
      // Who is alive goes by how often a worker writes itself down, which is the store's own business.
      await this.both(`explain ${id}`, async (store) => {
        const facts = await store.explain(id);
        return facts && without(facts, 'workers');
      });
    }
  }

  /** Calls both and compares the answers. */
  private async both(what: string, call: (store: JobStore) => Promise<unknown>): Promise<void> {
    const [actual, expected] = await Promise.all([call(this.other.store), call(this.model.store)]);
    mustEqual(`answer of ${what}`, actual, expected);
  }

  private async step(command: Command): Promise<void> {
    switch (command.do) {
      case 'enqueue':
        await this.both('enqueue', async (store) =>
          (await store.enqueue(command.jobs, command.limits)).map(withoutLastDigit),
        );
        return;
      case 'enqueueAll':
        await this.both('enqueueAll', async (store) => {
          const answer = await store.enqueueAll(command.jobs, command.limits);
          return answer.outcome === 'refused'
            ? { ...answer, answer: withoutLastDigit(answer.answer) }
            : answer;
        });
        return;
      case 'claim':
        return this.claim(this.newClaim(command));
      case 'completeAndClaim':
        return this.claim(this.newClaim(command.claiming), false, command.completing);
      case 'resendClaim':
        return this.claim(this.nonces.length - 1 - command.back, true);
      case 'advance':
        await this.model.advance(command.ms);
        return this.other.setClock(this.model.now());
      case 'takeToken':
        this.model.store.state.tokens.delete(command.queue === null ? ALL_QUEUES : queueKey(command.queue));
        return this.other.takeToken(command.queue);
      case 'limitNamespace':
        this.model.store.state.concurrency = command.concurrency;
        this.model.store.reopen();
        return this.other.limitNamespace(command.concurrency);
      case 'list':
        return this.compareListing(command.query);
      case 'schedule':
        return this.schedule(command);
      case 'follow': {
        const [lease] = this.lease(command.lease);
        if (lease !== undefined) {
          const completion = { ...lease, result: textOf(70), resultError: null };
          await this.both('follow', (store) => store.follow(completion, command.jobs));
        }
        return;
      }
      case 'log':
        return this.log(command);
      case 'complete':
      case 'fail':
      case 'snooze':
      case 'release':
      case 'extend':
        return this.settle(command);
      case 'cancel':
      case 'redrive':
      case 'reschedule':
      case 'purge':
      case 'deleteQueue':
      case 'promote':
      case 'reap':
      case 'index':
      case 'trim':
      case 'attend':
      case 'retire':
      case 'configure':
        return this.control(command);
    }
  }

  private newClaim(claim: Claiming): number {
    this.nonces.push(`${claim.worker}${String(this.nonces.length).padStart(6, '0')}`);
    return this.claims.push(claim) - 1;
  }

  private async claim(index: number, resent = false, completing?: Completing): Promise<void> {
    const nonce = this.nonces[index];
    const command = this.claims[index];
    if (nonce === undefined || command === undefined) {
      return;
    }
    const completions = completing && this.completions(completing);
    await this.both('claim', async (store) => {
      // In one turn: the store may make one call of both.
      const completed = completions && store.complete(completions);
      const { jobs, nextAlarmMs } = await store.claim({ ...command.request, nonce });
      if (store === this.other.store) {
        jobs.forEach((job) => this.started(job));
      }
      const known = jobs.map((job) => without(job, 'fence'));
      // A claim that is sent again promises the same jobs, in whatever order.
      return {
        completed: await completed,
        nextAlarmMs,
        jobs: resent ? known.sort((a, b) => (a.id < b.id ? -1 : 1)) : known,
      };
    });
  }

  /** Fencing numbers only grow; which they are is the store's own business. */
  private started({ id, token, fence }: ClaimedJob): void {
    if (fence <= this.lastFence) {
      throw new Error(`fencing number ${fence} of ${id} after ${this.lastFence}`);
    }
    this.lastFence = fence;
    this.leases.push({ id, token });
  }

  private async schedule({ command, job }: Extract<Command, { do: 'schedule' }>): Promise<void> {
    // Before either store changes: what the command presents is what the model knows.
    const known = await this.model.schedules.get(command.name);
    const call = (store: ScheduleStore) => runScheduleCommand(store, command, job, known);
    const [actual, expected] = await Promise.all([call(this.other.schedules), call(this.model.schedules)]);
    mustEqual(`answer of ${command.do} schedule`, actual, expected);
    await this.compareSchedules();
  }

  private async compareSchedules(): Promise<void> {
    const [actual, expected] = await Promise.all([
      lookAtSchedules(this.other.schedules),
      lookAtSchedules(this.model.schedules),
    ]);
    mustEqual('schedules', actual, expected);
  }

  private async settle(
    command: Extract<Command, { do: 'complete' | 'fail' | 'snooze' | 'release' | 'extend' }>,
  ): Promise<void> {
    const leases = command.leases.flatMap((choice) => this.lease(choice));
    switch (command.do) {
      case 'complete':
        await this.both('complete', (store) => store.complete(this.completions(command)));
        return;
      case 'fail': {
        const error = { code: 'error', message: 'm'.repeat(command.bytes) };
        const { retryInMs } = command;
        await this.both('fail', (store) =>
          store.fail(leases.map((lease) => ({ ...lease, error, retryInMs }))),
        );
        return;
      }
      case 'snooze': {
        const { delayMs } = command;
        await this.both('snooze', (store) => store.snooze(leases.map((lease) => ({ ...lease, delayMs }))));
        return;
      }
      case 'release':
        await this.both('release', (store) => store.release(leases));
        return;
      case 'extend': {
        const { leaseMs, limitMs, progress } = command;
        const until = limitMs === null ? {} : { until: this.model.now() + limitMs };
        await this.both('extend', (store) =>
          store.extend(leases.map((lease) => ({ ...lease, leaseMs, progress, ...until }))),
        );
      }
    }
  }

  private completions({ leases, bytes, tooLarge }: Completing): Completion[] {
    const result = tooLarge ? null : textOf(bytes);
    const resultError = tooLarge ? { code: 'result_too_large', message: textOf(bytes) } : null;
    return leases.flatMap((choice) => this.lease(choice)).map((lease) => ({ ...lease, result, resultError }));
  }

  private async log({ leases, offset, lines, limits }: Extract<Command, { do: 'log' }>): Promise<void> {
    const held = leases.flatMap((choice) => this.lease(choice));
    await this.both('log', (store) =>
      store.log(
        held.map((lease) => ({ ...lease, offset, lines })),
        limits,
      ),
    );
    await this.compareLogs();
  }

  private async compareLogs(): Promise<void> {
    for (const id of IDS) {
      const all = { after: null, before: null, newestFirst: false, max: 100 };
      await this.both(`log of ${id}`, (store) => store.logOf(id, all));
      await this.both(`newest log of ${id}`, (store) =>
        store.logOf(id, { after: 1, before: 4, newestFirst: true, max: 1 }),
      );
    }
  }

  private lease({ back, forged }: LeaseChoice): Lease[] {
    const lease = this.leases[this.leases.length - 1 - back];
    if (lease === undefined) {
      return [];
    }
    return [forged ? { ...lease, token: 'forged00000000' } : lease];
  }

  private async control(
    command: Extract<
      Command,
      {
        do:
          | 'cancel'
          | 'redrive'
          | 'reschedule'
          | 'purge'
          | 'deleteQueue'
          | 'promote'
          | 'reap'
          | 'index'
          | 'trim'
          | 'attend'
          | 'retire'
          | 'configure';
      }
    >,
  ): Promise<void> {
    const both = this.both.bind(this);
    switch (command.do) {
      case 'cancel':
        await both('cancel', (store) => store.cancel(command.ids));
        return;
      case 'redrive':
        await both('redrive', (store) => store.redrive(command.ids));
        return;
      case 'reschedule':
        await both('reschedule', (store) => store.reschedule(command.id, command.change));
        return;
      case 'purge':
        await both('purge', (store) => store.purge(command.ids, command.states));
        return;
      case 'deleteQueue':
        // Which queues a worker names goes by how often it writes itself down, which is the store's own business.
        for (const worker of WORKERS) {
          await both('retire', (store) => store.retire(worker));
        }
        await both('deleteQueue', (store) => store.deleteQueue(command.queue));
        return;
      case 'promote':
        await both('promote', (store) => store.promote(command.max));
        return;
      case 'reap':
        await both('reap', (store) => store.reap(command.max));
        return;
      case 'index':
        await both('index', (store) => store.index(command.max));
        return;
      case 'trim':
        await both('trim', (store) => store.trim(command.max, command.pressure));
        return;
      case 'attend': {
        const fixed = { name: 'w', version: '1', slots: 1, running: 0, state: 'running' as const, types: [] };
        await both('attend', (store) =>
          store.attend({ ...fixed, id: command.worker, queues: command.queues }),
        );
        return;
      }
      case 'retire':
        await both('retire', (store) => store.retire(command.worker));
        return;
      case 'configure':
        await both('configure', (store) => store.configureQueue(command.queue, command.settings));
    }
  }

  private async compareState(): Promise<void> {
    await Promise.all([
      ...IDS.map((id) => this.both(`get ${id}`, (store) => store.get(id))),
      ...IDS.map((id) => this.both(`dependencies of ${id}`, (store) => store.dependencies(id, 0))),
      this.both('counts', (store) => store.counts()),
    ]);
  }

  private async compareListing(query: Partial<ListQuery>): Promise<void> {
    await this.both('list', (store) => listAll(store, query));
  }
}

/** Two roundings of the same estimate may differ in its last digit. */
function withoutLastDigit(answer: EnqueueAnswer): unknown {
  return 'retryAfterMs' in answer
    ? { ...answer, retryAfterMs: Math.round(answer.retryAfterMs / 10) }
    : answer;
}
