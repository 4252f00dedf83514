import { DEFAULT_BACKOFF, type Backoff } from '../core/backoff';
import type { Dedup } from '../core/dedup';
import type { Dependency } from '../core/dependency';
import type { FailureInjection } from '../core/failure-injection';
import { isFinal } from '../core/states';
import {
  DEFAULT_TIMEOUT_MS,
  type AttemptRecord,
  type JobError,
  type JobRecord,
  type JobSummary,
} from '../core/job';

/** Names of worker processes by id; an id without a name stands for itself. */
export type WorkerNames = ReadonlyMap<string, string>;

/**
 * A job, whole, as JSON text. Payload, result and progress are spliced in as the text that they are: a trip
 * through JavaScript's numbers would change them.
 *
 * @param dependencies left out where they were not asked for
 */
export function jobJson(job: JobRecord, workers: WorkerNames, dependencies?: readonly Dependency[]): string {
  const head = JSON.stringify({
    ...summaryView(job, workers, true),
    depends_on: dependencies?.map(dependencyView),
    attempts: job.attempts.map((attempt) => attemptView(attempt, workers)),
  });
  return (
    `${head.slice(0, -1)},"payload":${job.payload},"result":${job.result ?? 'null'},` +
    `"progress":${job.progress ?? 'null'}}`
  );
}

/** A row of a listing, as JSON text. */
export function summaryJson(job: JobSummary, workers: WorkerNames): string {
  return JSON.stringify(summaryView(job, workers, false));
}

/** The short answer of `GET /status`. */
export function statusJson(job: JobRecord): string {
  return JSON.stringify({
    id: job.id,
    status: job.state,
    retries: job.retries,
    max_retries: job.maxRetries,
    created_at: time(job.createdAt),
    updated_at: time(job.updatedAt),
    queue: job.queue,
    type: job.type,
    attempt_count: job.attemptCount,
    lapses: job.lapses,
    cancel_requested: job.cancelRequested,
    due_at: time(job.dueAt),
    error: errorView(job.error, false),
  });
}

/** Which workers a view needs the names of. */
export function workersOf(job: JobSummary | JobRecord): string[] {
  const attempts = 'attempts' in job ? job.attempts : [job.lastAttempt];
  return [job.worker, ...attempts.map((attempt) => attempt?.worker)].filter((id) => typeof id === 'string');
}

/** @param withStack a listing has no room for stacks. */
function summaryView(job: JobSummary, workers: WorkerNames, withStack: boolean): Record<string, unknown> {
  const last = job.lastAttempt;
  return {
    id: job.id,
    queue: job.queue,
    type: job.type,
    status: job.state,
    priority: job.priority,
    created_at: time(job.createdAt),
    updated_at: time(job.updatedAt),
    started_at: time(job.state === 'in_progress' ? job.updatedAt : (last?.startedAt ?? null)),
    finished_at: time(isFinal(job.state) ? job.updatedAt : null),
    due_at: time(job.dueAt),
    expires_at: time(job.expiresAt),
    lease_expires_at: time(job.leaseExpiresAt),
    worker: job.worker === null ? null : (workers.get(job.worker) ?? job.worker),
    last_worker: last === null ? null : (workers.get(last.worker) ?? last.worker),
    cancel_requested: job.cancelRequested,
    attempt_count: job.attemptCount,
    retries: job.retries,
    max_retries: job.maxRetries,
    lapses: job.lapses,
    max_lapses: job.maxLapses,
    snoozes: job.snoozes,
    backoff: backoffView(job.backoff ?? DEFAULT_BACKOFF),
    timeout_ms: job.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    tags: job.tags,
    dedup: dedupView(job.dedup),
    group: job.group,
    failure_injection: job.failureInjection === null ? null : injectionView(job.failureInjection),
    traceparent: job.traceparent,
    payload_bytes: job.payloadBytes,
    log_lines: job.logLines,
    on_dependency_failure: job.onDependencyFailure,
    callback_url: job.callbackUrl,
    callback_job_id: job.callbackJobId,
    error_code: job.error?.code ?? null,
    error_message: job.error === null ? null : oneLine(job.error.message),
    error: errorView(job.error, withStack),
  };
}

/** One of the jobs that a job depends on: where it is, and the end of it that counts. */
export function dependencyView({ id, state, outcome }: Dependency): Record<string, string | null> {
  return { id, status: state, outcome };
}

function attemptView(attempt: AttemptRecord, workers: WorkerNames): Record<string, unknown> {
  return {
    attempt: attempt.attempt,
    outcome: attempt.outcome,
    started_at: time(attempt.startedAt),
    ended_at: time(attempt.endedAt),
    worker: workers.get(attempt.worker) ?? attempt.worker,
    error_code: attempt.code,
  };
}

function errorView(error: JobError | null, withStack: boolean): Record<string, unknown> | null {
  if (error === null) {
    return null;
  }
  const { code, message, stack } = error;
  return withStack && stack !== undefined ? { code, message, stack } : { code, message };
}

function backoffView(backoff: Backoff): Record<string, unknown> {
  const { strategy, baseMs, factor, maxMs, jitter } = backoff;
  return { strategy, base_ms: baseMs, factor, max_ms: maxMs, jitter };
}

/** As it was sent; null where no key was asked for. */
export function dedupView(dedup: Dedup | null): Record<string, unknown> | null {
  return dedup === null ? null : { key: dedup.key, until: dedup.until, ttl_ms: dedup.ttlMs };
}

function injectionView(wish: FailureInjection): Record<string, unknown> {
  return {
    fail_attempts: wish.failAttempts,
    fail_first: wish.failFirst,
    probability: wish.probability,
    seed: wish.seed,
    kind: wish.kind,
    slow_ms: wish.slowMs,
  };
}

const MOST_OF_A_MESSAGE = 200;

/** The beginning of a text, for a row of a table. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * MOST_OF_A_MESSAGE)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= MOST_OF_A_MESSAGE
    ? line
    : `${characters.slice(0, MOST_OF_A_MESSAGE - 1).join('')}…`;
}

function time(moment: number): string;
function time(moment: number | null): string | null;
function time(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}
