import { hash, randomUUID } from 'node:crypto';
import { DEFAULT_BACKOFF, type Backoff } from '../core/backoff';
import type { Dedup } from '../core/dedup';
import { DEFAULT_DEPENDENCY_POLICY } from '../core/dependency';
import type { Durability } from '../core/replicated-stores';
import type { FailureInjection } from '../core/failure-injection';
import {
  CONTENT_HASH_LENGTH,
  DEFAULT_QUEUE,
  DEFAULT_TIMEOUT_MS,
  DEFAULT_TYPE,
  MAX_RETRIES_RANGE,
  PRIORITY_RANGE,
  type NewJob,
} from '../core/job';
import type { BackoffDto } from './dto/backoff.dto';
import type { DedupDto } from './dto/dedup.dto';
import type { FailureInjectionDto } from './dto/failure-injection.dto';
import { parseTimestamp } from './dto/timestamp';
import type { EnqueueRequest } from './enqueue-request';

/**
 * A valid request as the job that it asks for, defaults applied. The id is made here, before the first try:
 * a resend to the store then meets its own job.
 */
export function newJob(
  { fields, payload, keyedId }: EnqueueRequest,
  defaults: {
    readonly maxLapses: number;
    readonly traceparent: string | null;
    /** Left out where jobs are not sent by anybody who waits for an answer. */
    readonly durability?: Durability;
  },
): NewJob {
  const id = keyedId ?? (fields.id === undefined ? null : String(fields.id));
  const job = {
    id: id ?? randomUUID(),
    queue: fields.queue ?? DEFAULT_QUEUE,
    type: fields.type ?? DEFAULT_TYPE,
    payload,
    // `+ 0`: -0 is a valid integer, but not one to be written down.
    priority: (fields.priority ?? PRIORITY_RANGE.default) + 0,
    maxRetries: (fields.max_retries ?? MAX_RETRIES_RANGE.default) + 0,
    maxLapses: (fields.max_lapses ?? defaults.maxLapses) + 0,
    backoff: fields.backoff === undefined ? null : backoffOf(fields.backoff),
    timeoutMs: fields.timeout_ms ?? null,
    tags: fields.tags ?? [],
    failureInjection: fields.failure_injection === undefined ? null : injectionOf(fields.failure_injection),
    traceparent: fields.traceparent ?? defaults.traceparent,
    delayMs: fields.delay_ms === undefined ? null : fields.delay_ms + 0,
    runAt: momentOf(fields.run_at),
    ttlMs: fields.ttl_ms ?? null,
    expiresAt: momentOf(fields.expires_at),
    dedup: fields.dedup === undefined ? null : dedupOf(fields.dedup),
    callbackUrl: fields.callback_url === undefined ? null : new URL(fields.callback_url).href,
    dependsOn: fields.depends_on?.map(String) ?? [],
    onDependencyFailure: fields.on_dependency_failure ?? DEFAULT_DEPENDENCY_POLICY,
    group: fields.group ?? null,
  };
  return {
    ...job,
    contentHash: id === null ? null : contentHash(job),
    ...((fields.durability ?? defaults.durability) === 'replicated' && { replicated: true }),
  };
}

/** Times before 1970 are as long past as 1970 is. */
function momentOf(text: string | undefined): number | null {
  const moment = parseTimestamp(text);
  return moment === null ? null : Math.max(0, moment);
}

function backoffOf(dto: BackoffDto): Backoff {
  return {
    strategy: dto.strategy ?? DEFAULT_BACKOFF.strategy,
    baseMs: (dto.base_ms ?? DEFAULT_BACKOFF.baseMs) + 0,
    factor: dto.factor ?? DEFAULT_BACKOFF.factor,
    maxMs: (dto.max_ms ?? DEFAULT_BACKOFF.maxMs) + 0,
    jitter: (dto.jitter ?? DEFAULT_BACKOFF.jitter) + 0,
  };
}

function dedupOf({ key, until = 'finished', ttl_ms: ttlMs }: DedupDto): Dedup {
  return { key, until, ttlMs: ttlMs ?? null };
}

function injectionOf(dto: FailureInjectionDto): FailureInjection {
  return {
    ...(dto.fail_attempts === undefined ? {} : { failAttempts: dto.fail_attempts }),
    ...(dto.fail_first === undefined ? {} : { failFirst: dto.fail_first + 0 }),
    ...(dto.probability === undefined ? {} : { probability: dto.probability + 0 }),
    ...(dto.seed === undefined ? {} : { seed: dto.seed + 0 }),
    ...(dto.kind === undefined ? {} : { kind: dto.kind }),
    ...(dto.slow_ms === undefined ? {} : { slowMs: dto.slow_ms + 0 }),
  };
}

/**
 * Fingerprint of what was sent, in an order of its own and with defaults applied, so that `{}` and
 * `{"priority":0}` are the same. Without the id, and without the trace context, which differs on every resend.
 */
function contentHash(job: Omit<NewJob, 'contentHash'>): string {
  const { strategy, baseMs, factor, maxMs, jitter } = job.backoff ?? DEFAULT_BACKOFF;
  const wish = job.failureInjection;
  const content = JSON.stringify([
    job.queue,
    job.type,
    job.priority,
    job.maxRetries,
    job.maxLapses,
    [strategy, baseMs, factor, maxMs, jitter],
    job.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    job.tags,
    wish === null
      ? null
      : [wish.failAttempts, wish.failFirst, wish.probability, wish.seed, wish.kind ?? 'error', wish.slowMs],
    [job.delayMs, job.runAt, job.ttlMs, job.expiresAt],
    job.payload,
    // Only where there is one: the same job must have the same hash as in releases that did not know of it.
    ...(job.dedup === null ? [] : [[job.dedup.key, job.dedup.until, job.dedup.ttlMs]]),
    // Jobs of earlier releases have none, and their fingerprint stays.
    ...(job.dependsOn.length === 0 ? [] : [job.dependsOn, job.onDependencyFailure]),
    ...(job.callbackUrl === null ? [] : [job.callbackUrl]),
    ...(job.group === null ? [] : [{ group: job.group }]),
  ]);
  return hash('sha256', content, 'base64url').slice(0, CONTENT_HASH_LENGTH);
}
