import type { NewJob } from '../../src/core/job';
import type { FinalState } from '../../src/core/states';

/** What the ledger knows of one job. */
export interface Account {
  readonly spec: NewJob;
  /** The store took it. */
  created: boolean;
  /** How many the store had taken by then. */
  arrival: number;
  /** Virtual ms. */
  arrivedAt: number;
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
  /** The final states that it was ever seen in, and when it was last seen to get into one (virtual ms). */
  readonly ends: Set<FinalState>;
  endedAt: number;
  redriven: boolean;
}

export function newAccount(spec: NewJob): Account {
  return {
    spec,
    created: false,
    arrival: 0,
    arrivedAt: 0,
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
    ends: new Set(),
    endedAt: -1,
    redriven: false,
  };
}
