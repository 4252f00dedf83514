/**
 * Every kind of broken invariant, in words. docs/storage.md says what lies where; `npm run audit` prints these
 * texts with what it found.
 */
export const FINDING_KINDS = {
  job_in_no_set: 'a job is in no set of its queue',
  job_in_two_sets: 'a job is in more than one set of its queue',
  job_in_wrong_set: 'a job is in another set than its record says',
  member_without_job: 'a set or list names a job that is not there',
  member_misplaced: 'a set or list names a job of another queue or type',
  score_disagrees: "a job's place in its set is not that of its record",
  record_malformed: "a job's record cannot be read",
  size_disagrees: "a job's record gives its payload another size",
  attempt_malformed: 'the record of an attempt cannot be read',
  running_without_token: 'a running job has no token',
  token_without_run: 'a job that does not run has a token',
  lease_overdue: 'a lease ran out and nobody takes the job, though workers are there',
  text_without_job: 'a body, result or error of a job that is not there',
  text_without_flag: 'a text with a key of its own that the record does not know of',
  flag_without_text: 'the record tells of a text with a key of its own that is not there',
  flag_disagrees:
    'the record tells of an error or progress that is not there, or does not where there is one',
  log_malformed: "what a job's record says of its log is not what is there",
  expiry_disagrees: 'the list of expiries and the record disagree',
  dedup_disagrees: 'a dedup key and the record of its job disagree',
  dedup_without_holder: 'a dedup key that no job holds, so nothing would give it free',
  blocked_not_parked: 'a blocked job is not listed for its type, so nothing would bring it back',
  parked_not_blocked: 'a job is listed as parked and is not blocked',
  group_disagrees: "a job's record and its group disagree on whether it was let in",
  group_index: 'the index of groups in which jobs wait is wrong',
  group_stuck: 'a group has room, or is not looked at when its rate has, and its jobs wait all the same',
  parked_index: 'the index of parked types disagrees with the lists',
  dependencies_disagree:
    'the record tells of dependencies that are not there, or does not where there are some',
  dependencies_without_job: 'the dependencies of a job that is not there',
  dependency_not_listed: 'a job waits for another, which does not know of it',
  dependents_left: 'jobs wait for one that will not tell them of its end',
  waits_for_nothing: 'a job is blocked though nothing is left to wait for',
  sequence_behind: 'the number of arrivals is behind a job that arrived',
  index_disagrees: "a job is not just where it belongs in its queue's index",
  index_left: 'a part of an index that belongs to no queue and that nothing would remove',
  index_malformed: "what a queue's index says of itself is not whole, or nobody looks at it",
  queue_not_listed: 'a queue is not among the names of queues',
  ready_disagrees: 'the index of queues with ready work is wrong',
  alarm_disagrees: 'an alarm is not set for what falls due',
  wake_tokens: 'more than one wake token',
  kept_for_ever: 'a key that should go by itself has no time to live',
  schedule_index: 'the list of schedules names one that is not there, or leaves one out',
  schedule_due: 'a schedule is not due at its next slot, or is due without one',
  schedule_malformed: 'what a schedule says is not whole',
  weight_disagrees: "a queue's sum of bytes is not that of its jobs",
  count_disagrees: "the namespace's counter is not the sum of its queues'",
} as const;

export type FindingKind = keyof typeof FINDING_KINDS;

/** One broken invariant. */
export interface Finding {
  readonly kind: FindingKind;
  /** Job id, queue, counter or key. */
  readonly subject: string;
  readonly detail: string;
  /** Whether it was put right; false also where nobody asked for that. */
  readonly mended: boolean;
}

export interface AuditReport {
  readonly namespace: string;
  /** How much was looked at. */
  readonly keys: number;
  readonly jobs: number;
  readonly queues: number;
  readonly findings: readonly Finding[];
  /** Checks that were not made, with the reason: what was too large for one step and never stood still. */
  readonly skipped: readonly string[];
}
