import { LOSS_WINDOW_MS, type Evidence, type Execution, type SentJob, type StoredJob } from './evidence';
import { heldUntil } from './held-until';
import type { Violation } from './violation';

/** Judges the runs of one job, earliest first. */
export function judgeRuns(
  { id, cancelledAt, atMostOnce }: SentJob,
  job: StoredJob | undefined,
  runs: readonly Execution[],
  { processes, terms }: Evidence,
): Violation[] {
  const violations: Violation[] = [];
  const add = (rule: Violation['rule'], detail: string) => violations.push({ rule, id, detail });
  for (const [earlier, later] of pairs(runs)) {
    const until = heldUntil(earlier, processes.get(earlier.worker), terms.leaseMs);
    if (later.startedAt < until) {
      const over = Math.min(until, later.endedAt ?? Infinity) - later.startedAt;
      add('ran twice at once', `${told(earlier)} and ${told(later)} for ${over.toFixed(1)} ms`);
    }
  }
  const late = cancelledAt === null ? undefined : runs.find((run) => run.startedAt > cancelledAt);
  if (late !== undefined) {
    add('ran after it was cancelled', `${told(late)} started after the cancel was acknowledged`);
  }
  if ((terms.onceOnly || atMostOnce) && runs.length > 1 && !forgotten(runs, terms)) {
    add('ran more than once', runs.map(told).join(', '));
  }
  if (job !== undefined && !forgotten(runs, terms)) {
    violations.push(...judgeRepeats(job, runs));
  }
  return violations;
}

/** The run was stopped and handed back, or its lease lapsed: either lets the job run again. */
const GIVES_WAY: ReadonlySet<string | null> = new Set(['draining', 'lease_lost']);

/** Each run but the last needs a reason to have been followed by another: its own end, or the job's record. */
function judgeRepeats(job: StoredJob, runs: readonly Execution[]): Violation[] {
  const violations: Violation[] = [];
  const toExplain = runs.slice(0, -1).filter((run) => !GIVES_WAY.has(run.abortReason));
  if (toExplain.length > job.retries + job.lapses + job.snoozes) {
    violations.push({
      rule: 'ran again without a reason',
      id: job.id,
      detail:
        `${runs.length} runs, but ${job.retries} retries, ${job.lapses} lapses, ${job.snoozes} snoozes: ` +
        runs.map(told).join(', '),
    });
  }
  const returned = runs.filter((run) => run.how === 'returned');
  const recorded = job.status === 'completed' ? 1 : 0;
  if (returned.length - recorded > job.lapses) {
    violations.push({
      rule: 'ran again after it returned',
      id: job.id,
      detail: `${returned.map(told).join(', ')} returned, but only ${job.lapses} leases lapsed; it is ${job.status}`,
    });
  }
  return violations;
}

/** Redis may have lost why the job ran again, together with the last second. */
export function forgotten(runs: readonly Execution[], { lossyKills }: Evidence['terms']): boolean {
  return (lossyKills ?? []).some((killed) =>
    runs.some((run) => run.startedAt <= killed && (run.endedAt ?? Infinity) >= killed - LOSS_WINDOW_MS),
  );
}

function* pairs(runs: readonly Execution[]): Generator<readonly [Execution, Execution]> {
  for (const [index, earlier] of runs.entries()) {
    for (const later of runs.slice(index + 1)) {
      yield [earlier, later];
    }
  }
}

export function told({ worker, token, startedAt, endedAt, how, abortReason }: Execution): string {
  const end = endedAt === null ? 'never ended' : `${how ?? ''} after ${(endedAt - startedAt).toFixed(0)} ms`;
  return `${worker}/${token} (at ${startedAt.toFixed(1)}, ${end}${abortReason === null ? '' : `, ${abortReason}`})`;
}
