import type { ExtendAnswer, Lease, SettleAnswer } from '../core/settlement';
import { ProblemError } from '../http/problem';
import { noSuchJob } from '../jobs/job-reader.service';

/** What became of one settlement or extension, as clients read it. */
export interface EntryAnswer {
  readonly job_id: string;
  readonly outcome: 'ok' | 'already' | 'lease_lost' | 'not_found';
  readonly [field: string]: unknown;
}

const OUTCOMES = { ok: 'ok', already: 'already', lost: 'lease_lost', gone: 'not_found' } as const;

/** Of a settlement. */
export function settledEntry({ id }: Lease, { result, state }: SettleAnswer): EntryAnswer {
  return { job_id: id, outcome: OUTCOMES[result], status: state };
}

/** Of an extension. */
export function extendedEntry(
  { id, leaseMs }: Lease & { readonly leaseMs: number },
  { result, cancelRequested }: ExtendAnswer,
): EntryAnswer {
  return {
    job_id: id,
    outcome: OUTCOMES[result],
    cancel_requested: cancelRequested,
    lease_ms: result === 'ok' ? leaseMs : 0,
  };
}

/** The answer about a single job. @throws {ProblemError} `lease_lost`, `not_found` */
export function single(entry: EntryAnswer | undefined, id: string): string {
  if (entry === undefined || entry.outcome === 'not_found') {
    throw noSuchJob(id);
  }
  if (entry.outcome === 'lease_lost') {
    throw new ProblemError('lease_lost', `The job ${id} does not run under this lease; nothing changed`, {
      extension: { job_id: id },
    });
  }
  return JSON.stringify(entry);
}

/** The answer about many. */
export function results(entries: readonly EntryAnswer[]): string {
  return JSON.stringify({ results: entries });
}
