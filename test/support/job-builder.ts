import type { NewJob } from '../../src/core/job';
import type { ClaimRequest } from '../../src/core/claim';
import type { EnqueueLimits } from '../../src/core/enqueue-answer';

const PLAIN: Omit<NewJob, 'id'> = {
  queue: 'default',
  type: 'simulate',
  payload: 'null',
  priority: 0,
  maxRetries: 3,
  maxLapses: 3,
  backoff: null,
  timeoutMs: null,
  tags: [],
  failureInjection: null,
  callbackUrl: null,
  traceparent: null,
  delayMs: null,
  runAt: null,
  ttlMs: null,
  expiresAt: null,
  dedup: null,
  dependsOn: [],
  onDependencyFailure: 'fail',
  group: null,
  contentHash: null,
};

/** A job as a client sends it that chose nothing but the id, and what the test is about. */
export function newJob(id: string, chosen: Partial<NewJob> = {}): NewJob {
  return { ...PLAIN, id, ...chosen };
}

export const NO_LIMITS: EnqueueLimits = {
  maxDepth: 1_000_000,
  maxBytes: 1_000_000_000,
  ratePerSecond: 0,
  rateBurst: 1,
};

/** Eight characters that name a worker, from a short name. */
export function workerId(name: string): string {
  return name.padEnd(8, '0');
}

/** The token of a worker's n-th claim. */
export function nonceOf(worker: string, n: number): string {
  return `${workerId(worker)}${String(n).padStart(6, '0')}`;
}

/** A claim of a worker for up to ten plain jobs of all queues, and what the test is about. */
export function claimRequest(nonce: string, chosen: Partial<ClaimRequest> = {}): ClaimRequest {
  return { nonce, lane: 0, types: ['simulate'], queues: '*', max: 10, leaseMs: 10_000, ...chosen };
}
