import {
  type AttemptOutcome,
  type AttemptRecord,
  type ClaimedJob,
  type JobError,
  type JobRecord,
  type JobSpec,
  type JobSummary,
  KEPT_LAST_ATTEMPTS,
  type NewJob,
} from '../../../src/core/job';
import { WORKER_ID_LENGTH } from '../../../src/core/claim';
import type { FinalState, JobState } from '../../../src/core/states';
import { without } from '../without';
import { logBytes, type MemoryLog, newLog } from './log';

/** An attempt's record, with the token by which a settlement that comes twice is known. */
interface KeptAttempt extends AttemptRecord {
  readonly token: string;
}

/** One job of the model; the fields mean what `JobRecord` says. */
export interface MemoryJob {
  spec: NewJob;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly payloadBytes: number;
  state: JobState;
  /** When it entered its state. */
  since: number;
  /** Its score in `queued`, kept while it is elsewhere so that it can return to its old place. */
  order: number;
  /** When it came into the line with that place (epoch ms). */
  cameAt: number;
  token: string | null;
  cancelRequested: boolean;
  attempt: number;
  retries: number;
  lapses: number;
  snoozes: number;
  attempts: KeptAttempt[];
  result: string | null;
  error: JobError | null;
  progress: string | null;
  readonly log: MemoryLog;
  callbackJobId: string | null;
  /** What it depends on, in order, with the end that came through. */
  readonly dependencies: Map<string, FinalState | null>;
  /** In `blocked` for its dependencies. */
  waits: boolean;
  /** When it may be `queued` at the earliest, once it waits no more. */
  dueAt: number | null;
}

/** A job as it is accepted: its state and place are the caller's to set. */
export function newMemoryJob(spec: NewJob, now: number, order: number): MemoryJob {
  return {
    spec,
    createdAt: now,
    expiresAt: spec.ttlMs === null ? spec.expiresAt : now + spec.ttlMs,
    payloadBytes: Buffer.byteLength(spec.payload),
    state: 'queued',
    since: now,
    order,
    cameAt: now,
    token: null,
    cancelRequested: false,
    attempt: 0,
    retries: 0,
    lapses: 0,
    snoozes: 0,
    attempts: [],
    result: null,
    error: null,
    progress: null,
    log: newLog(),
    callbackJobId: null,
    dependencies: new Map(),
    waits: false,
    dueAt: null,
  };
}

/** How much a kept outcome weighs for retention by bytes. */
export function outcomeBytes(job: MemoryJob): number {
  return (
    job.payloadBytes +
    logBytes(job.log) +
    (job.result === null ? 0 : Buffer.byteLength(job.result)) +
    (job.error === null ? 0 : Buffer.byteLength(JSON.stringify(job.error)))
  );
}

/** A record keeps this much of an error code (bytes). */
const KEPT_CODE_BYTES = 27;

/** Adds the record of the attempt that ends now, and lets go of those that are too many. */
export function recordAttempt(
  job: MemoryJob,
  outcome: AttemptOutcome,
  now: number,
  code: string | null,
): void {
  const token = job.token ?? '';
  job.attempts = job.attempts.filter(
    (kept) =>
      kept.attempt !== job.attempt && (kept.attempt === 1 || kept.attempt > job.attempt - KEPT_LAST_ATTEMPTS),
  );
  job.attempts.push({
    attempt: job.attempt,
    outcome,
    startedAt: job.since,
    endedAt: now,
    worker: token.slice(0, WORKER_ID_LENGTH),
    code: code === null ? null : Buffer.from(code).subarray(0, KEPT_CODE_BYTES).toString(),
    token,
  });
}

function specOf(job: MemoryJob): JobSpec {
  const { id, queue, type, payload, priority, maxRetries, maxLapses } = job.spec;
  const { backoff, timeoutMs, tags, failureInjection, callbackUrl, traceparent } = job.spec;
  return {
    ...{ id, queue, type, payload, priority, maxRetries, maxLapses },
    ...{ backoff, timeoutMs, tags, failureInjection, callbackUrl, traceparent },
  };
}

/** @param score the job's in its state's set. */
export function toRecord(job: MemoryJob, score: number | null): JobRecord {
  const running = job.state === 'in_progress';
  const attempts = job.attempts.map((attempt) => without(attempt, 'token'));
  return {
    ...specOf(job),
    state: job.state,
    createdAt: job.createdAt,
    updatedAt: job.since,
    dueAt: job.state === 'scheduled' ? score : null,
    expiresAt: job.expiresAt,
    leaseExpiresAt: running ? score : null,
    worker: running ? (job.token?.slice(0, WORKER_ID_LENGTH) ?? null) : null,
    cancelRequested: job.cancelRequested,
    attemptCount: job.attempt,
    retries: job.retries,
    lapses: job.lapses,
    snoozes: job.snoozes,
    attempts,
    lastAttempt: attempts.at(-1) ?? null,
    result: job.result,
    error: job.error,
    progress: job.progress,
    dedup: job.spec.dedup,
    group: job.spec.group,
    payloadBytes: job.payloadBytes,
    logLines: job.log.written,
    callbackJobId: job.callbackJobId,
    onDependencyFailure: job.spec.dependsOn.length === 0 ? null : job.spec.onDependencyFailure,
    awaitsDependencies: job.waits,
  };
}

/** What a listing shows of a job. */
export function toSummary(job: MemoryJob, score: number | null): JobSummary {
  return without(toRecord(job, score), 'payload', 'result', 'progress', 'attempts');
}

/** What a worker gets of a job. */
export function toClaimed(job: MemoryJob, token: string, leaseExpiresAt: number, fence: number): ClaimedJob {
  const { attempt, retries, lapses, snoozes, createdAt, since: startedAt } = job;
  return {
    ...specOf(job),
    ...{ token, attempt, retries, lapses, snoozes, fence, createdAt, startedAt, leaseExpiresAt },
  };
}
