import { askJson } from '../api/client';
import type { SweepReport } from '../api/types';

/** What is done to all jobs that match. */
export interface Sweep {
  /** `jobs/retry` */
  readonly path: string;
  /** Filter, states: what the call takes beside dry_run and page_token. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Progress {
  readonly matched: number;
  readonly changed: number;
  readonly skipped: number;
}

/** Works for as long as there is more to do: each call ends within about a second. @throws {ApiError} */
export async function sweep(
  { path, body }: Sweep,
  dryRun: boolean,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Progress> {
  let sum: Progress = { matched: 0, changed: 0, skipped: 0 };
  let token: string | null = null;
  do {
    const report: SweepReport = await askJson<SweepReport>(path, {
      method: 'POST',
      body: { ...body, dry_run: dryRun, ...(token === null ? {} : { page_token: token }) },
      signal,
    });
    sum = {
      matched: sum.matched + report.matched,
      changed: sum.changed + report.changed,
      skipped: sum.skipped + report.skipped,
    };
    token = report.next_page_token;
    tell(sum);
  } while (token !== null && !signal.aborted);
  return sum;
}
