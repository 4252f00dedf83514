import { type Command, texts } from '../commands/command';
import { FINDING_KINDS, type Finding, type FindingKind } from './finding';

interface Mending {
  /** Whether to put right what is found. */
  readonly repair: boolean;
}

export const jobsCheck: Command<Mending & { overdueMs: number; ids: readonly string[] }, Finding[]> = {
  script: 'audit-jobs',
  argv: 'repair (0|1), a lease is overdue after ms, id...',
  encode: ({ repair, overdueMs, ids }) => [flag(repair), String(overdueMs), ...ids],
  decode: readFindings,
};

/** Members of one set of a queue: of a state, of `expiry`, of `parked:<type>`, of a group's waiting or let in jobs. */
export const membersCheck: Command<
  Mending & { queue: string; part: string; ids: readonly string[] },
  Finding[]
> = {
  script: 'audit-members',
  argv: 'repair (0|1), queue, part of the queue (a state, expiry, parked:<type>, group:<group>, held:<group>), id...',
  encode: ({ repair, queue, part, ids }) => [flag(repair), queue, part, ...ids],
  decode: readFindings,
};

export const queuesCheck: Command<Mending & { queues: readonly string[] }, Finding[]> = {
  script: 'audit-queues',
  argv: 'repair (0|1), queue...',
  encode: ({ repair, queues }) => [flag(repair), ...queues],
  decode: readFindings,
};

export const parkedCheck: Command<Mending & { members: readonly string[] }, Finding[]> = {
  script: 'audit-parked',
  argv: 'repair (0|1), <type>|<queue>...',
  encode: ({ repair, members }) => [flag(repair), ...members],
  decode: readFindings,
};

/** Members of one set of an index. */
export const indexMembersCheck: Command<
  Mending & { gen: string; set: string; ids: readonly string[] },
  Finding[]
> = {
  script: 'audit-index-members',
  argv: 'repair (0|1), number of the index, set (created, type:<type>, tag:<tag>, sets), id or name...',
  encode: ({ repair, gen, set, ids }) => [flag(repair), gen, set, ...ids],
  decode: readFindings,
};

/** Indexes of queues as a whole. */
export const indexesCheck: Command<Mending & { queues: readonly string[] }, Finding[]> = {
  script: 'audit-indexes',
  argv: 'repair (0|1), queue...',
  encode: ({ repair, queues }) => [flag(repair), ...queues],
  decode: readFindings,
};

/** Numbers of indexes of which there are keys. */
export const indexOwnersCheck: Command<
  Mending & { gens: readonly string[]; queues: readonly string[] },
  Finding[]
> = {
  script: 'audit-index-owners',
  argv: 'repair (0|1), how many indexes, number of the index..., queue...',
  encode: ({ repair, gens, queues }) => [flag(repair), String(gens.length), ...gens, ...queues],
  decode: readFindings,
};

/** Groups in which jobs wait. */
export const groupsCheck: Command<Mending & { members: readonly string[] }, Finding[]> = {
  script: 'audit-groups',
  argv: 'repair (0|1), <group>|<queue>...',
  encode: ({ repair, members }) => [flag(repair), ...members],
  decode: readFindings,
};

/** Whether the jobs that dedup keys name hold them. */
export const dedupCheck: Command<Mending & { keys: readonly string[] }, Finding[]> = {
  script: 'audit-dedup',
  argv: 'repair (0|1), dedup key...',
  encode: ({ repair, keys }) => [flag(repair), ...keys],
  decode: readFindings,
};

export const schedulesCheck: Command<Mending & { names: readonly string[] }, Finding[]> = {
  script: 'audit-schedules',
  argv: 'repair (0|1), name...',
  encode: ({ repair, names }) => [flag(repair), ...names],
  decode: readFindings,
};

export const lifetimesCheck: Command<Mending & { keys: readonly string[] }, Finding[]> = {
  script: 'audit-lifetimes',
  argv: "repair (0|1), key without the namespace's prefix...",
  encode: ({ repair, keys }) => [flag(repair), ...keys],
  decode: readFindings,
};

/** null: too many for one step. */
export const weightsCheck: Command<Mending & { most: number; queue: string }, Finding[] | null> = {
  script: 'audit-weights',
  argv: 'repair (0|1), most jobs, queue',
  encode: ({ repair, most, queue }) => [flag(repair), String(most), queue],
  decode: readFindingsOfFew,
};

/** null: too many for one step. */
export const countsCheck: Command<Mending & { most: number; unlisted: readonly string[] }, Finding[] | null> =
  {
    script: 'audit-counts',
    argv: 'repair (0|1), most queues, queue that may not be listed...',
    encode: ({ repair, most, unlisted }) => [flag(repair), String(most), ...unlisted],
    decode: readFindingsOfFew,
  };

function flag(on: boolean): string {
  return on ? '1' : '0';
}

function readFindingsOfFew(reply: unknown): Finding[] | null {
  return texts(reply)[0] === 'too_many' ? null : readFindings(reply);
}

function readFindings(reply: unknown): Finding[] {
  const flat = texts(reply);
  const findings: Finding[] = [];
  for (let i = 0; i < flat.length; i += 4) {
    findings.push({
      kind: kindOf(flat[i] ?? ''),
      subject: flat[i + 1] ?? '',
      detail: flat[i + 2] ?? '',
      mended: flat[i + 3] === '1',
    });
  }
  return findings;
}

function kindOf(text: string): FindingKind {
  if (!(text in FINDING_KINDS)) {
    throw new Error(`an audit script found "${text}", which is no known kind`);
  }
  return text as FindingKind;
}
