import type { NewJob } from '../../src/core/job';

/** What the ledger knows of one job. */
export interface Account {
  readonly spec: NewJob;
  /** The store took it. */
  created: boolean;
  /** The client knows so. */
  acknowledged: boolean;
  /** The token whose attempt runs, as far as answers tell. */
  holder: string | null;
  /** Virtual ms. */
  leaseUntil: number;
  /** Starts, and starts that were handed back, over all of its lives. */
  claims: number;
  released: number;
  /** Since it was accepted or last redriven. */
  claimsOfLife: number;
  settledOfLife: number;
  retries: number;
  snoozes: number;
  /** The call that ended it, if one did. */
  endedBy: 'cancel' | 'complete' | 'fail' | 'snooze' | 'release' | null;
  /** Seen in a final state: only then may retention take it. */
  final: boolean;
}

export function newAccount(spec: NewJob): Account {
  return {
    spec,
    created: false,
    acknowledged: false,
    holder: null,
    leaseUntil: 0,
    claims: 0,
    released: 0,
    claimsOfLife: 0,
    settledOfLife: 0,
    retries: 0,
    snoozes: 0,
    endedBy: null,
    final: false,
  };
}
