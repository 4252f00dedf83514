import type { EnqueueLimits, EnqueueAnswer, NamespaceLimit, QueueLimit } from '../core/enqueue-answer';
import type { NewJob } from '../core/job';
import { invalid, ProblemError, retryAfter } from '../http/problem';

/** What a client reads about its enqueue. */
export interface EnqueueReply {
  readonly status: 200 | 202;
  readonly json: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer about a job that is not in the store as it was sent. */
export type Refusal = Exclude<EnqueueAnswer, { readonly outcome: 'created' | 'duplicate' }>;

/** How a job was asked for, as far as its answer depends on it. */
export interface AnswerContext {
  readonly limits: EnqueueLimits;
  /** The id stands for an Idempotency-Key. */
  readonly keyed: boolean;
}

/** @throws {ProblemError} for a job that was not taken. */
export function enqueueReply(job: NewJob, answer: EnqueueAnswer, context: AnswerContext): EnqueueReply {
  switch (answer.outcome) {
    case 'created':
      return reply(202, 'Job enqueued successfully', job.id, answer.outcome, answer.state, job.queue);
    case 'duplicate':
      return answer.holder === undefined
        ? reply(200, 'This job was enqueued before', job.id, answer.outcome, answer.state, answer.queue)
        : reply(
            200,
            'Another job holds the dedup key',
            answer.holder,
            answer.outcome,
            answer.state,
            answer.queue,
            job.dedup?.key,
          );
    default:
      throw enqueueRefusal(job, answer, context);
  }
}

/** The problem that a refusal is to the sender. */
export function enqueueRefusal(job: NewJob, answer: Refusal, { limits, keyed }: AnswerContext): ProblemError {
  switch (answer.outcome) {
    case 'conflict':
      return new ProblemError(
        keyed ? 'idempotency_key_reused' : 'conflict',
        keyed
          ? 'This Idempotency-Key was sent before with a job of other content'
          : `The id ${job.id} belongs to a job with other content`,
        {
          headers: { Location: locationOf(job.id) },
          extension: { job_id: job.id, job_status: answer.state, queue: answer.queue },
        },
      );
    case 'unknown_dependency':
      return invalid(
        answer.indexes.map((index) => ({
          pointer: `/depends_on/${index}`,
          detail: `There is no job ${job.dependsOn[index] ?? ''}`,
        })),
      );
    case 'queue_full':
      return new ProblemError('queue_full', `The queue ${job.queue} ${FULL[answer.limit]}`, {
        headers: retryAfter(answer.retryAfterMs),
        extension: { queue: job.queue, limit: answer.limit },
      });
    case 'namespace_full':
      return new ProblemError('namespace_full', NAMESPACE_FULL[answer.limit], {
        headers: retryAfter(answer.retryAfterMs),
        extension: { limit: answer.limit },
      });
    case 'rate_limited':
      return new ProblemError('rate_limited', 'This namespace enqueues faster than its limit', {
        headers: { ...retryAfter(answer.retryAfterMs), ...rateFields(limits, answer.retryAfterMs) },
      });
  }
}

const FULL = {
  depth: 'holds as many waiting jobs as it may',
  bytes: 'holds as many bytes of waiting jobs as it may',
  age: 'has a job that waits for longer than new ones are taken',
} as const satisfies Record<QueueLimit, string>;

const NAMESPACE_FULL = {
  depth: 'The queues of this namespace hold as many waiting jobs as they may together',
  bytes: 'The queues of this namespace hold as many bytes of jobs as they may together',
} as const satisfies Record<NamespaceLimit, string>;

/** Ids hold `:` and `@`, which are allowed in a path as they are (RFC 3986 §3.3); nothing else needs care. */
export function locationOf(id: string): string {
  return `/jobs/${id}`;
}

function reply(
  status: 200 | 202,
  message: string,
  id: string,
  outcome: string,
  state: string,
  queue: string,
  dedupKey?: string,
): EnqueueReply {
  // Every part is a name or a word of ours: nothing in them needs an escape.
  const json =
    `{"message":"${message}","job_id":"${id}","outcome":"${outcome}","status":"${state}",` +
    `"queue":"${queue}"${dedupKey === undefined ? '' : `,"dedup_key":"${dedupKey}"`}}`;
  return { status, json, headers: { Location: locationOf(id) } };
}

/**
 * draft-ietf-httpapi-ratelimit-headers-10: the policy's quota is the burst, its window how long an empty
 * bucket takes to fill; `r` is what is left, `t` the seconds until there is more.
 */
function rateFields(limits: EnqueueLimits, retryAfterMs: number): Record<string, string> {
  const window = Math.max(1, Math.ceil(limits.rateBurst / Math.max(1, limits.ratePerSecond)));
  const wait = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return {
    'RateLimit-Policy': `"enqueue";q=${limits.rateBurst};w=${window}`,
    RateLimit: `"enqueue";r=0;t=${wait}`,
  };
}
