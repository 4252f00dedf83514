import type { SweepReport } from './job-sweep';
import { changedOf, type JobOutcome } from './many-jobs.service';

/** The answer to ids, as JSON text. */
export function outcomesJson(outcomes: readonly JobOutcome[]): string {
  return JSON.stringify({
    changed: changedOf(outcomes),
    results: outcomes.map(({ id, outcome, state }) => ({ job_id: id, outcome, status: state })),
  });
}

/** The answer to a filter, as JSON text. */
export function reportJson(
  { matched, changed, scanned, nextPageToken }: SweepReport,
  dryRun: boolean,
): string {
  return JSON.stringify({
    dry_run: dryRun,
    matched,
    changed,
    skipped: dryRun ? 0 : matched - changed,
    scanned,
    next_page_token: nextPageToken,
  });
}
