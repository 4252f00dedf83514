import type { LedgerNote } from '../process/notes';
import { LOSS_WINDOW_MS, type Evidence, type Execution, type SentJob, type StoredJob } from './evidence';
import { judgeCounters } from './judge-counters';
import { judgeRuns } from './judge-runs';
import { judgeTies } from './judge-ties';
import { summarise, type Summary } from './summary';
import type { Violation } from './violation';

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly summary: Summary;
}

const FINAL: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

/**
 * Judges a run whose work is over.
 *
 * - Every acknowledged job is stored and in a final state, and reached it once.
 * - No job ran twice at the same time, as far as each run held its lease ({@link heldUntil}).
 * - A job ran again only after a lapse, a failure or a release.
 * - What the service counted is what is stored.
 * - What jobs have to do with each other holds, too ({@link judgeTies}).
 */
export function judge(evidence: Evidence, startedAgain: readonly LedgerNote[] = []): Verdict {
  const runs = runsById(evidence.executions);
  const violations: Violation[] = startedAgain.map(({ id, token, worker }) => ({
    rule: 'one claim, two runs',
    id,
    detail: `${worker} started it again under token ${token}`,
  }));
  let lostWithinBound = 0;
  for (const sent of evidence.sent.values()) {
    const job = evidence.stored.get(sent.id);
    const own = runs.get(sent.id) ?? [];
    if (job !== undefined) {
      violations.push(...judgeStored(sent, job, own, evidence));
    } else if (sent.ackedAt !== null && !wasRemoved(sent, own, evidence)) {
      if (mayBeLost(sent.ackedAt, evidence)) {
        lostWithinBound += 1;
      } else {
        violations.push({
          rule: 'lost',
          id: sent.id,
          detail: `acknowledged at ${ms(sent.ackedAt)}, not stored`,
        });
      }
    }
    violations.push(...judgeRuns(sent, job, own, evidence));
  }
  for (const id of [...evidence.stored.keys(), ...runs.keys()]) {
    if (!evidence.sent.has(id)) {
      violations.push({ rule: 'stranger', id, detail: 'nobody sent this job' });
    }
  }
  violations.push(...judgeCounters(evidence, lostWithinBound), ...judgeTies(evidence, runs));
  return { violations, summary: summarise(evidence, runs, lostWithinBound) };
}

function judgeStored(
  sent: SentJob,
  job: StoredJob,
  runs: readonly Execution[],
  { processes }: Evidence,
): Violation[] {
  const violations: Violation[] = [];
  const add = (rule: Violation['rule'], detail: string) => violations.push({ rule, id: job.id, detail });
  if (!FINAL.has(job.status)) {
    add('not final', `is ${job.status} after ${job.attempt_count} starts`);
  }
  if (job.status === 'completed') {
    if (!runs.some((run) => run.how === 'returned')) {
      add('completed without a run', 'no handler noted that it returned');
    }
    const records = job.attempts.filter(({ outcome }) => outcome === 'completed');
    if (records.length !== 1) {
      add('final more than once', `has ${records.length} records of a completion`);
    }
    // Nothing starts after the end, and a lease that was lost ends nothing: it was the last run.
    const last = runs.at(-1);
    const pid = last === undefined ? undefined : processes.get(last.worker)?.pid;
    const by = records.at(-1)?.worker;
    if (pid !== undefined && by !== undefined && !by.endsWith(`:${pid}`)) {
      add('completed by a stale run', `recorded for ${by}, but ${last?.worker ?? ''} (${pid}) ran it last`);
    }
  }
  if (sent.cancelledAt !== null && job.status !== 'cancelled') {
    add('final more than once', `the client was told that it is cancelled, and it is ${job.status}`);
  }
  return violations;
}

/** Outcomes make room before their time when memory is short; the ledger knows that there was one. */
function wasRemoved(sent: SentJob, runs: readonly Execution[], { terms }: Evidence): boolean {
  return terms.memoryWasShort && (sent.cancelAsked || runs.some((run) => run.how === 'returned'));
}

function mayBeLost(ackedAt: number, { terms }: Evidence): boolean {
  return (terms.lossyKills ?? []).some((at) => at >= ackedAt && at - ackedAt <= LOSS_WINDOW_MS);
}

function runsById(executions: readonly Execution[]): ReadonlyMap<string, readonly Execution[]> {
  const byId = new Map<string, Execution[]>();
  for (const run of executions) {
    const runs = byId.get(run.id);
    if (runs === undefined) {
      byId.set(run.id, [run]);
    } else {
      runs.push(run);
    }
  }
  for (const runs of byId.values()) {
    runs.sort((a, b) => a.startedAt - b.startedAt);
  }
  return byId;
}

function ms(at: number): string {
  return `${at.toFixed(1)} ms`;
}
