import type { Evidence, Execution, SentJob } from './evidence';
import { heldUntil } from './held-until';
import { forgotten, told } from './judge-runs';
import type { Rule, Violation } from './violation';

type Runs = ReadonlyMap<string, readonly Execution[]>;

/**
 * Judges what jobs have to do with each other.
 *
 * - Of a group one job runs at a time, and whoever came later starts once those before are over.
 * - A dedup key has one holder: another job that has it begins after the end of the one before.
 * - A job starts after the one that it depends on has completed, and fails for it only if that did not.
 * - What a job leaves behind is stored exactly if it completed, and not before.
 * - A queue with a rate never has more starts than it allows in any window.
 */
export function judgeTies(evidence: Evidence, runs: Runs): Violation[] {
  return [
    ...judgeSharers(evidence, runs, 'group'),
    ...judgeSharers(evidence, runs, 'key'),
    ...[...evidence.sent.values()].flatMap((job) => [
      ...judgeDependent(job, evidence, runs),
      ...judgeFollowUp(job, evidence, runs),
      ...judgeDropped(job, evidence),
    ]),
    ...judgeRate(evidence),
  ];
}

const RULES = {
  group: { together: 'group ran twice at once', turns: 'out of order' },
  key: { together: 'two holders', turns: 'two holders' },
} as const;

/** Jobs of one group, or with one key: each is over before the next begins. */
function judgeSharers({ sent, ...evidence }: Evidence, runs: Runs, tie: 'group' | 'key'): Violation[] {
  const sharers = new Map<string, SentJob[]>();
  for (const job of sent.values()) {
    const name = job.ties[tie];
    if (name !== undefined && runs.has(job.id)) {
      sharers.set(name, [...(sharers.get(name) ?? []), job]);
    }
  }
  const violations: Violation[] = [];
  for (const [name, jobs] of sharers) {
    const inOrder = jobs.sort((a, b) => startOf(a, runs) - startOf(b, runs));
    for (const [index, later] of inOrder.entries()) {
      for (const earlier of inOrder.slice(0, index)) {
        violations.push(...judgePair(earlier, later, name));
      }
    }
  }
  return violations;

  function judgePair(earlier: SentJob, later: SentJob, name: string): Violation[] {
    const own = runs.get(earlier.id) ?? [];
    const others = runs.get(later.id) ?? [];
    const [first] = others;
    if (first === undefined || forgotten([...own, ...others], evidence.terms)) {
      return [];
    }
    const found: Violation[] = [];
    const add = (rule: Rule, run: Execution) =>
      found.push({
        rule,
        id: `${name}: ${earlier.id}, ${later.id}`,
        detail: `${told(run)} and ${told(first)}`,
      });
    for (const run of own) {
      const { processes, terms } = evidence;
      if (run.startedAt > first.startedAt) {
        add(RULES[tie].turns, run);
      } else if (heldUntil(run, processes.get(run.worker), terms.leaseMs) > first.startedAt) {
        add(RULES[tie].together, run);
      }
    }
    // Of two that wait in a group, who was stored before the other was sent comes first.
    if (tie === 'group' && later.ackedAt !== null && later.ackedAt < earlier.sentAt) {
      add('out of order', first);
    }
    return found;
  }
}

function startOf({ id }: SentJob, runs: Runs): number {
  return runs.get(id)?.[0]?.startedAt ?? Infinity;
}

function judgeDependent(
  { id, ties: { dependsOn }, unknownDependency }: SentJob,
  { stored, terms }: Evidence,
  runs: Runs,
): Violation[] {
  if (dependsOn === undefined) {
    return [];
  }
  const found: Violation[] = [];
  if (unknownDependency && !terms.memoryWasShort && terms.lossyKills === null) {
    found.push({ rule: 'lost', id: dependsOn, detail: `acknowledged, and not there as ${id} came` });
  }
  const own = runs.get(id) ?? [];
  const parents = runs.get(dependsOn) ?? [];
  const [first] = own;
  if (first !== undefined && !forgotten([...own, ...parents], terms)) {
    if (!hasReturnedBy(parents, first.startedAt)) {
      const detail = `${told(first)}, and ${dependsOn}: ${parents.map(told).join(', ')}`;
      found.push({ rule: 'before its dependency', id, detail });
    }
  }
  const parent = stored.get(dependsOn);
  if (stored.get(id)?.error?.code === 'dependency_failed' && parent?.status === 'completed') {
    found.push({ rule: 'failed for no dependency', id, detail: `${dependsOn} completed` });
  }
  return found;
}

function judgeFollowUp(
  { id, ties: { parent: parentId } }: SentJob,
  { stored, terms }: Evidence,
  runs: Runs,
): Violation[] {
  const parent = stored.get(parentId ?? '');
  if (parentId === undefined || parent === undefined) {
    return [];
  }
  const own = runs.get(id) ?? [];
  const parents = runs.get(parentId) ?? [];
  const [first] = own;
  if (parent.status === 'completed' && !stored.has(id) && !terms.memoryWasShort) {
    return [{ rule: 'follow-up lost', id, detail: `${parentId} completed` }];
  }
  if (forgotten([...own, ...parents], terms)) {
    return [];
  }
  const early = first !== undefined && !hasReturnedBy(parents, first.startedAt);
  if (early || (stored.has(id) && parent.status !== 'completed')) {
    const detail = `${parentId} is ${parent.status}: ${parents.map(told).join(', ')}`;
    return [{ rule: 'follow-up without its parent', id, detail }];
  }
  return [];
}

/** Any run: one that stood still past its lease returns late, after the run that took its place. */
function hasReturnedBy(runs: readonly Execution[], at: number): boolean {
  return runs.some(({ how, endedAt }) => how === 'returned' && endedAt !== null && endedAt <= at);
}

function judgeDropped({ id }: SentJob, { stored, terms }: Evidence): Violation[] {
  const job = stored.get(id);
  return job?.error?.code === 'dropped' && job.queue !== terms.overflowing
    ? [{ rule: 'dropped', id, detail: `its queue ${job.queue} lets nobody give way` }]
    : [];
}

/** By Redis's clock, which the rate goes by. Attempts that were handed back are in no record. */
function judgeRate({ stored, terms: { rate } }: Evidence): Violation[] {
  if (rate === null) {
    return [];
  }
  const starts = [...stored.values()]
    .filter(({ queue }) => queue === rate.queue)
    .flatMap(({ id, attempts }) => attempts.map(({ started_at: at }) => ({ id, at: Date.parse(at) })))
    .sort((a, b) => a.at - b.at);
  return starts.flatMap(({ id, at }, index) => {
    const before = starts[index - rate.limit];
    return before !== undefined && at - before.at <= rate.perMs
      ? [
          {
            rule: 'over its rate' as const,
            id,
            detail: `${rate.limit + 1} starts within ${at - before.at} ms`,
          },
        ]
      : [];
  });
}
