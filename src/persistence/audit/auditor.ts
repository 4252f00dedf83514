import { sleep, type Clock } from '../../core/clock';
import { JOB_STATES } from '../../core/states';
import type { Command } from '../commands/command';
import { namespacePrefix } from '../keys';
import type { RedisLink } from '../redis-link';
import {
  countsCheck,
  dedupCheck,
  groupsCheck,
  jobsCheck,
  lifetimesCheck,
  membersCheck,
  parkedCheck,
  queuesCheck,
  schedulesCheck,
  weightsCheck,
} from './audit.commands';
import { Findings } from './findings';
import type { AuditReport, Finding } from './finding';
import { inBatches } from './in-batches';
import { IndexAudit } from './index-audit';
import { walkKeys, walkMembers, walkSet } from './key-walk';
import { WeightWatch } from './weight-watch';

/** So much is looked at in one script: about a millisecond of Redis. */
const JOBS_AT_ONCE = 25;
const QUEUES_AT_ONCE = 25;
const MEMBERS_AT_ONCE = 200;
/** Sums are right or wrong at one moment only, so these are made in one script; at most about 20 ms of Redis. */
const MOST_JOBS_OF_A_SUM = 2_000;
const MOST_QUEUES_OF_A_SUM = 1_000;

const DEDUP_KEY = /^dedup:([^]*)$/;
const JOB_KEY = /^(?:job|body|result|error|log|deps|dependents):([^]*)$/;
const QUEUE_KEY = /^q:([^:]+):([^]+)$/;
const SCHEDULE_KEY = /^schedule:([^]*)$/;
/** Keys that only ever live for a while. */
const SHORT_LIVED =
  /^(?:(?:claim|cancel|bucket):|q:[^:]+:starts(?:$|:)|events(?::listened)?$|history:|latency:|q:[^:]+:(?:history$|errors$|latency:))/;
const GROUP_PART = /^(?:parked|group|held):/;
const MEMBER_PARTS: readonly string[] = [...JOB_STATES, 'expiry'];

export interface AuditorOptions {
  /** Put right what is found, where it can be inferred. */
  readonly repair: boolean;
  /** A lease counts as left behind when it ran out this long ago (ms), twice the longest reap interval. */
  readonly overdueMs: number;
}

/**
 * Walks a live namespace in bounded steps and reports every broken invariant. Each check is one script, which
 * looks at all that belongs together in one moment: work that goes on meanwhile is never taken for a fault.
 * With `repair`, the script that found a fault also mends it, in the same moment.
 */
export class Auditor {
  private readonly found = new Findings();
  private readonly skipped: string[] = [];
  private readonly queues = new Set<string>();
  private readonly sets = new Set<string>();
  private readonly parked = new Set<string>();
  private readonly schedules = new Set<string>();
  private readonly groups = new Set<string>();
  private readonly indexes: IndexAudit;
  private keys = 0;
  private jobs = 0;

  constructor(
    private readonly link: RedisLink,
    private readonly namespace: string,
    private readonly options: AuditorOptions,
    private readonly clock: Clock,
  ) {
    this.indexes = new IndexAudit(link, namespace, options.repair, (command, input) =>
      this.check(command, input),
    );
  }

  async run(): Promise<AuditReport> {
    // In this order: what follows rests on what was mended before.
    await this.checkKeys();
    await this.collectIndexes();
    await this.checkMembers();
    await this.checkParked();
    await this.checkSchedules();
    await this.checkGroups();
    await this.indexes.run([...this.queues]);
    await this.checkQueues();
    await this.checkWeights();
    await this.checkCounts();
    await this.confirmOverdue();
    return {
      namespace: this.namespace,
      keys: this.keys,
      jobs: this.jobs,
      queues: this.queues.size,
      findings: this.found.list(),
      skipped: this.skipped,
    };
  }

  private async checkKeys(): Promise<void> {
    for await (const keys of walkKeys(this.link, this.namespace)) {
      this.keys += keys.length;
      this.jobs += keys.filter((key) => key.startsWith('job:')).length;
      const ids = new Set(keys.flatMap((key) => JOB_KEY.exec(key)?.[1] ?? []));
      for (const some of inBatches([...ids], JOBS_AT_ONCE)) {
        await this.checkJobs(some);
      }
      const dedup = keys.flatMap((key) => DEDUP_KEY.exec(key)?.[1] ?? []);
      for (const some of inBatches(dedup, MEMBERS_AT_ONCE)) {
        await this.check(dedupCheck, { ...this.options, keys: some });
      }
      const short = keys.filter((key) => SHORT_LIVED.test(key));
      if (short.length > 0) {
        await this.check(lifetimesCheck, { ...this.options, keys: short });
      }
      keys.forEach((key) => this.noteQueueKey(key));
      keys.forEach((key) => this.indexes.note(key));
      keys.flatMap((key) => SCHEDULE_KEY.exec(key)?.[1] ?? []).forEach((name) => this.schedules.add(name));
    }
  }

  private noteQueueKey(key: string): void {
    const [, queue, part] = QUEUE_KEY.exec(key) ?? [];
    if (queue === undefined || part === undefined) {
      return;
    }
    this.queues.add(queue);
    if (part.startsWith('parked:')) {
      this.parked.add(`${part.slice('parked:'.length)}|${queue}`);
    }
    if (part.startsWith('group:')) {
      this.groups.add(`${part.slice('group:'.length)}|${queue}`);
    }
    if (MEMBER_PARTS.includes(part) || GROUP_PART.test(part)) {
      this.sets.add(key);
    }
  }

  /** Indexes may name queues that have no key left. */
  private async collectIndexes(): Promise<void> {
    for (const index of ['queues', 'ready', 'alarm', 'parked', 'indexing'] as const) {
      for await (const members of walkMembers(this.link, namespacePrefix(this.namespace) + index)) {
        for (const member of members) {
          const queue = member.slice(member.lastIndexOf('|') + 1);
          // One alarm is the namespace's, not a queue's.
          if (queue !== '') {
            this.queues.add(queue);
          }
          if (index === 'parked') {
            this.parked.add(member);
          }
        }
      }
    }
  }

  private async checkSchedules(): Promise<void> {
    for (const index of ['schedules', 'schedules:due']) {
      for await (const names of walkMembers(this.link, namespacePrefix(this.namespace) + index)) {
        names.forEach((name) => this.schedules.add(name));
      }
    }
    for (const names of inBatches([...this.schedules], MEMBERS_AT_ONCE)) {
      await this.check(schedulesCheck, { ...this.options, names });
    }
  }

  private checkJobs(ids: readonly string[]): Promise<readonly Finding[]> {
    return this.check(jobsCheck, { ...this.options, ids });
  }

  private async checkMembers(): Promise<void> {
    for (const key of this.sets) {
      const [, queue = '', part = ''] = QUEUE_KEY.exec(key) ?? [];
      const walk = part.startsWith('held:') ? walkSet : walkMembers;
      for await (const members of walk(this.link, namespacePrefix(this.namespace) + key)) {
        for (const ids of inBatches(members, MEMBERS_AT_ONCE)) {
          await this.check(membersCheck, { ...this.options, queue, part, ids });
        }
      }
    }
  }

  private async checkParked(): Promise<void> {
    for (const members of inBatches([...this.parked], MEMBERS_AT_ONCE)) {
      await this.check(parkedCheck, { ...this.options, members });
    }
  }

  private async checkGroups(): Promise<void> {
    for (const queue of this.queues) {
      for (const index of ['groups', 'group_room']) {
        const key = `${namespacePrefix(this.namespace)}q:${queue}:${index}`;
        for await (const names of walkMembers(this.link, key)) {
          names.forEach((name) => this.groups.add(`${name}|${queue}`));
        }
      }
    }
    for (const members of inBatches([...this.groups], MEMBERS_AT_ONCE)) {
      await this.check(groupsCheck, { ...this.options, members });
    }
  }

  private async checkQueues(): Promise<void> {
    for (const queues of inBatches([...this.queues], QUEUES_AT_ONCE)) {
      await this.check(queuesCheck, { ...this.options, queues });
    }
  }

  private async checkWeights(): Promise<void> {
    const watch = new WeightWatch(this.link, this.namespace, this.options.repair);
    for (const queue of this.queues) {
      const input = { ...this.options, most: MOST_JOBS_OF_A_SUM, queue };
      const findings =
        (await this.link.run(this.namespace, weightsCheck, input)) ?? (await watch.check(queue));
      if (findings === null) {
        this.skipped.push(
          `bytes of queue ${queue}: too many jobs for one step, and it did not stand still for several`,
        );
      } else {
        this.found.add(findings);
      }
    }
  }

  private async checkCounts(): Promise<void> {
    const input = {
      ...this.options,
      most: MOST_QUEUES_OF_A_SUM,
      unlisted: this.unlistedQueues(),
    };
    const findings = await this.link.run(this.namespace, countsCheck, input);
    if (findings === null) {
      this.skipped.push(
        `sums of the namespace: more than ${MOST_QUEUES_OF_A_SUM} queues are too many for one step`,
      );
    } else {
      this.found.add(findings);
    }
  }

  /** Mended by now where that was asked for. */
  private unlistedQueues(): string[] {
    const names = this.found.list().filter(({ kind, mended }) => kind === 'queue_not_listed' && !mended);
    return names.map(({ subject }) => subject);
  }

  /** After an outage, all leases ran out long ago and workers need a moment to take the jobs: look again. */
  private async confirmOverdue(): Promise<void> {
    const suspected = this.found.take('lease_overdue');
    if (suspected.length === 0) {
      return;
    }
    await sleep(this.clock, this.options.overdueMs);
    for (const some of inBatches(suspected, JOBS_AT_ONCE)) {
      await this.checkJobs(some.map(({ subject }) => subject));
    }
  }

  private async check<I>(command: Command<I, Finding[]>, input: I): Promise<readonly Finding[]> {
    const findings = await this.link.run(this.namespace, command, input);
    this.found.add(findings);
    return findings;
  }
}
