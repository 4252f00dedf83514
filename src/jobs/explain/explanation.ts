import type { Dependency } from '../../core/dependency';
import type { JobRecord } from '../../core/job';
import type { GroupFacts, JobFacts } from '../../core/job-facts';
import { count, errorFields, reason, type Reason, span, time } from './reason';
import { waitsForReason } from './waits-for';
import { workerReason } from './workers-for';

/** Why a job is where it is. */
export interface Explanation {
  /** One sentence for people. */
  readonly summary: string;
  /** What stands in the way, the most important first. */
  readonly reasons: readonly Reason[];
  /** When it is expected to start (epoch ms), from how fast the queue drained; null where nobody can say. */
  readonly estimatedStartAt: number | null;
}

/**
 * @param worker the name of the process that runs it, where one does
 * @param dependencies what it depends on, where it may wait for that
 */
export function explanationOf(
  facts: JobFacts,
  worker: string | null,
  dependencies: readonly Dependency[] = [],
): Explanation {
  const { state } = facts.job;
  switch (state) {
    case 'queued':
    case 'blocked':
      return waiting(facts, dependencies);
    case 'scheduled':
      return scheduled(facts);
    case 'in_progress':
      return running(facts, worker ?? 'unknown');
    case 'completed':
    case 'failed':
    case 'cancelled':
      return ended(facts.job, state);
  }
}

function waiting(facts: JobFacts, dependencies: readonly Dependency[]): Explanation {
  const { job } = facts;
  const others = waitsForReason(dependencies);
  const reasons = [
    ...presence(others),
    ...queueReasons(facts),
    ...presence(workerReason(facts)),
    ...(others === null ? lineReasons(facts) : []),
  ];
  if (reasons.length === 0) {
    const detail =
      job.state === 'blocked'
        ? 'it was put aside for its type, and a living worker that knows it takes it at its next claim'
        : 'it is the first in line, and a worker with a free slot takes it next';
    reasons.push(reason('about_to_start', detail));
  }
  const aside = facts.group === null ? 'The job is put aside' : 'The job waits for its group';
  const blocked = others === null ? aside : 'The job is blocked';
  const what = job.state === 'blocked' ? blocked : 'The job waits in line';
  const expiry = job.expiresAt === null ? '' : `; it expires in ${span(job.expiresAt - facts.now)}`;
  return {
    summary: `${what}: ${reasons.map(({ detail }) => detail).join('; ')}${expiry}.`,
    reasons,
    estimatedStartAt: estimate(facts, reasons),
  };
}

function queueReasons(facts: JobFacts): Reason[] {
  const { job, paused, pausedAt, concurrency, running, rateAt, now } = facts;
  const reasons: Reason[] = [];
  if (paused) {
    const since = pausedAt === null ? '' : ` (for ${span(now - pausedAt)})`;
    reasons.push(
      reason('queue_paused', `its queue ${job.queue} is paused${since}`, {
        queue: job.queue,
        paused_at: time(pausedAt),
      }),
    );
  }
  if (concurrency !== null && running >= concurrency) {
    reasons.push(
      reason('queue_at_concurrency', `its queue runs ${running} of at most ${count(concurrency, 'job')}`, {
        queue: job.queue,
        concurrency,
        running,
      }),
    );
  }
  reasons.push(...presence(namespaceReason(facts)));
  if (rateAt !== null) {
    reasons.push(
      reason('rate_limited', `its queue may start the next job in ${span(rateAt - now)}, by its rate`, {
        queue: job.queue,
        next_start_at: time(rateAt),
      }),
    );
  }
  return reasons;
}

/** Jobs of the service's own queues neither count for the limit of the namespace nor wait for it. */
function namespaceReason({ job, namespace: { concurrency, running } }: JobFacts): Reason | null {
  if (concurrency === null || running < concurrency || job.queue.startsWith('sluice.')) {
    return null;
  }
  return reason(
    'namespace_at_concurrency',
    `its namespace runs ${running} of at most ${count(concurrency, 'job')}, over all queues`,
    { concurrency, running },
  );
}

function lineReasons(facts: JobFacts): Reason[] {
  const { job, ahead, parked, group, groupRateAt } = facts;
  const limited = groupRateAt === null || parked ? [] : [groupRateReason(facts, groupRateAt)];
  if (group !== null) {
    const full = !group.placed && group.held >= group.limit;
    return full ? [...limited, groupReason(group)] : limited.length > 0 ? limited : [LET_IN];
  }
  if (limited.length > 0) {
    return limited;
  }
  if (ahead !== null && ahead > 0) {
    return [reason('jobs_ahead', `${count(ahead, 'job goes', 'jobs go')} first`, { ahead })];
  }
  return job.state === 'blocked' && !parked ? [reason('blocked', 'it waits for something else')] : [];
}

function groupReason({ group, limit, ahead, held, heldBy }: GroupFacts): Reason {
  const more = held > heldBy.length ? ' and others' : '';
  const who = heldBy.length === 0 ? '' : ` (${heldBy.join(', ')}${more})`;
  const line = ahead === 0 ? 'it is the next' : `${count(ahead, 'job goes', 'jobs go')} first`;
  return reason(
    'group_full',
    `its group ${group} has ${held} of at most ${count(limit, 'job')} in line or running${who}, and ${line}`,
    { group, group_concurrency: limit, held, held_by: heldBy, ahead },
  );
}

const LET_IN = reason('about_to_start', 'its group has room, and lets it in at the next claim');

/** Of a job that is in line still, those in front of it in its group are not known. */
function groupRateReason({ job, group, now }: JobFacts, at: number): Reason {
  const name = job.group ?? '';
  const may = `its group ${name} may start the next job in ${span(at - now)}, by the rate of groups`;
  const fields = { group: name, next_start_at: time(at) };
  if (group === null) {
    return reason('group_rate', may, fields);
  }
  const { limit, held, heldBy, ahead } = group;
  const line = ahead === 0 ? 'it is the next' : `${count(ahead, 'job goes', 'jobs go')} first`;
  const places = { group_concurrency: limit, held, held_by: heldBy, ahead };
  return reason('group_rate', `${may}, and ${line}`, { ...fields, ...places });
}

/** These do not go away with time alone. */
const STANDING: readonly string[] = [
  'queue_paused',
  'no_worker_alive',
  'no_worker_for_queue',
  'no_worker_for_type',
  'waits_for_jobs',
  'blocked',
  'group_full',
];

/** A job has to end before it starts. */
const FULL: readonly string[] = ['queue_at_concurrency', 'namespace_at_concurrency', 'workers_busy'];

/** How many of its group go first is exact; how long they take is not known. */
function waitsBehindOthers({ group }: JobFacts): boolean {
  return group !== null && group.ahead > 0;
}

function estimate(facts: JobFacts, reasons: readonly Reason[]): number | null {
  const { ahead, finished, finishedInMs, concurrency, now } = facts;
  const standing = reasons.some(({ code }) => STANDING.includes(code));
  if (standing || concurrency === 0 || waitsBehindOthers(facts)) {
    return null;
  }
  const full = reasons.some(({ code }) => FULL.includes(code));
  const ends = (ahead ?? 0) + (full ? 1 : 0);
  if (ends === 0) {
    return Math.max(now, facts.rateAt ?? now, facts.groupRateAt ?? now);
  }
  return finished === 0 ? null : Math.round(now + (ends * finishedInMs) / finished);
}

function scheduled(facts: JobFacts): Explanation {
  const { job, now } = facts;
  const due = job.dueAt ?? now;
  const when = due > now ? `is due in ${span(due - now)}` : `was due ${span(now - due)} ago`;
  const reasons = [
    scheduledReason(job, due),
    ...queueReasons(facts).filter(({ code }) => code === 'queue_paused'),
    ...presence(workerReason(facts)).filter(({ code }) => code !== 'workers_busy'),
  ];
  const details = reasons.map(({ detail }) => detail).join('; ');
  return {
    summary: `The job ${when}: ${details}.`,
    reasons,
    estimatedStartAt: reasons.length === 1 ? Math.max(due, now) : null,
  };
}

function scheduledReason(job: JobRecord, due: number): Reason {
  const fields = { due_at: time(due) };
  switch (job.attempts.at(-1)?.outcome) {
    case undefined:
      return reason('scheduled_delay', 'it was sent for later', fields);
    case 'snoozed':
      return reason('scheduled_snooze', `its handler asked for later (${count(job.snoozes, 'time')})`, {
        ...fields,
        snoozes: job.snoozes,
      });
    default: {
      const cause = job.error === null ? '' : ` after "${job.error.code}: ${excerpt(job.error.message)}"`;
      return reason('scheduled_retry', `it is retry ${job.retries} of ${job.maxRetries}${cause}`, {
        ...fields,
        retry: job.retries,
        max_retries: job.maxRetries,
      });
    }
  }
}

function running({ job, now }: JobFacts, worker: string): Explanation {
  const left = (job.leaseExpiresAt ?? now) - now;
  const fields = {
    worker,
    attempt: job.attemptCount,
    started_at: time(job.updatedAt),
    lease_expires_at: time(job.leaseExpiresAt),
    lease_left_ms: Math.max(0, left),
  };
  const since = `attempt ${job.attemptCount} runs on ${worker} for ${span(now - job.updatedAt)}`;
  const reasons =
    left > 0
      ? [reason('running', `${since}, and its lease has ${span(left)} left`, fields)]
      : [
          reason(
            'lease_lapsed',
            `${worker} did not renew its lease, which ended ${span(-left)} ago; another worker takes the job over`,
            fields,
          ),
        ];
  if (job.cancelRequested) {
    reasons.push(reason('cancel_requested', 'somebody asked to cancel it, and its worker was told'));
  }
  return {
    summary: `The job is in progress: ${reasons.map(({ detail }) => detail).join('; ')}.`,
    reasons,
    estimatedStartAt: null,
  };
}

function ended(job: JobRecord, state: 'completed' | 'failed' | 'cancelled'): Explanation {
  const tries = job.attemptCount === 0 ? 'before any attempt' : `after ${count(job.attemptCount, 'attempt')}`;
  const cause = job.error === null ? '' : ` with "${job.error.code}: ${excerpt(job.error.message)}"`;
  const detail = {
    completed: `it completed ${tries}`,
    failed: `it failed for good ${tries}${cause}`,
    cancelled: `it was cancelled ${tries}`,
  }[state];
  const fields = {
    ended_at: time(job.updatedAt),
    attempt_count: job.attemptCount,
    retries: job.retries,
    error: errorFields(job.error),
  };
  return {
    summary: `The job is done: ${detail}.`,
    reasons: [reason(state, detail, fields)],
    estimatedStartAt: null,
  };
}

/** A sentence is no place for a whole error text. */
function excerpt(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function presence<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}
