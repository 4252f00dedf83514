import type { ClaimedJob, JobRecord, JobSummary } from '../../core/job';
import { WORKER_ID_LENGTH } from '../../core/claim';
import { type Flat, readBody, readJobHash, readNames } from './job-hash';
import { FLAG_CANCEL, priorityOf, readStateRecord } from './state-record';
import { readStaticData } from './static-data';

/** @param score of the job in its state's set, "" where it is in none. */
export function readJobRecord(id: string, score: string, flat: Flat): JobRecord {
  const hash = readJobHash(flat);
  const s = readStateRecord(hash.s);
  const place = score === '' ? null : Number(score);
  return {
    id,
    queue: hash.queue,
    type: hash.type,
    payload: hash.payload,
    priority: priorityOf(s.score),
    maxRetries: s.maxRetries,
    maxLapses: s.maxLapses,
    ...readStaticData(hash.staticData, hash.createdAt),
    state: s.state,
    createdAt: hash.createdAt,
    updatedAt: s.at,
    dueAt: s.state === 'scheduled' ? place : null,
    leaseExpiresAt: s.state === 'in_progress' ? place : null,
    worker: s.state === 'in_progress' ? s.token.slice(0, WORKER_ID_LENGTH) : null,
    cancelRequested: (s.flags & FLAG_CANCEL) !== 0,
    attemptCount: s.attempt,
    retries: s.retries,
    lapses: s.lapses,
    snoozes: s.snoozes,
    attempts: hash.attempts,
    lastAttempt: hash.attempts.at(-1) ?? null,
    result: hash.result,
    error: hash.error,
    progress: hash.progress,
    payloadBytes: hash.payloadBytes,
    logLines: hash.logLines,
    dedup: hash.dedup,
    callbackJobId: hash.callbackJobId,
    onDependencyFailure: hash.onDependencyFailure,
    awaitsDependencies: hash.awaitsDependencies,
    group: hash.group,
  };
}

/** From a reply without payload, result, progress and attempts. */
export function readJobSummary(id: string, score: string, flat: Flat): JobSummary {
  const { payload: _p, result: _r, progress: _g, attempts: _a, ...summary } = readJobRecord(id, score, flat);
  return summary;
}

/** A job as `claim` answers it. */
export interface ClaimedFields {
  readonly id: string;
  readonly s: string;
  readonly names: string;
  readonly body: string;
  readonly leaseExpiresAt: number;
  readonly fence: number;
}

export function readClaimedJob(fields: ClaimedFields): ClaimedJob {
  const { queue, type } = readNames(fields.names);
  const { createdAt, staticData, payload } = readBody(fields.body);
  const s = readStateRecord(fields.s);
  const { expiresAt: _own, ...chosen } = readStaticData(staticData, createdAt);
  return {
    id: fields.id,
    queue,
    type,
    payload,
    priority: priorityOf(s.score),
    maxRetries: s.maxRetries,
    maxLapses: s.maxLapses,
    ...chosen,
    token: s.token,
    attempt: s.attempt,
    retries: s.retries,
    lapses: s.lapses,
    snoozes: s.snoozes,
    fence: fields.fence,
    createdAt,
    startedAt: s.at,
    leaseExpiresAt: fields.leaseExpiresAt,
  };
}
