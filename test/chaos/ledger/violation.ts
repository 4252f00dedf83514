export type Rule =
  | 'lost'
  | 'not final'
  | 'final more than once'
  | 'completed without a run'
  | 'completed by a stale run'
  | 'ran twice at once'
  | 'ran again without a reason'
  | 'ran again after it returned'
  | 'ran more than once'
  | 'ran after it was cancelled'
  | 'one claim, two runs'
  | 'stranger'
  | 'group ran twice at once'
  | 'out of order'
  | 'two holders'
  | 'before its dependency'
  | 'failed for no dependency'
  | 'follow-up lost'
  | 'follow-up without its parent'
  | 'over its rate'
  | 'dropped'
  | 'miscounted'
  | 'process'
  | 'healed late'
  | 'answer'
  | 'audit';

/** One broken promise. */
export interface Violation {
  readonly rule: Rule;
  /** The job, or where it is not about one, what it is about. */
  readonly id: string;
  readonly detail: string;
}
