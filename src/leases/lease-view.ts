import { DEFAULT_TIMEOUT_MS, type ClaimedJob } from '../core/job';
import { leaseLimit } from './lease-desk';
import { leaseTokenText } from './lease-token';

/** The answer of `POST /leases`, as JSON text: payloads are spliced in as the text that they are. */
export function leasesJson(jobs: readonly ClaimedJob[], leaseMs: number): string {
  return `{"jobs":[${jobs.map((job) => leasedJobJson(job, leaseMs)).join(',')}]}`;
}

function leasedJobJson(job: ClaimedJob, leaseMs: number): string {
  const head = JSON.stringify({
    id: job.id,
    queue: job.queue,
    type: job.type,
    attempt: job.attempt,
    lease_token: leaseTokenText({ token: job.token, until: leaseLimit(job), leaseMs }),
    lease_expires_at: time(job.leaseExpiresAt),
    lease_ms: Math.max(0, Math.min(leaseMs, job.leaseExpiresAt - job.startedAt)),
    timeout_ms: job.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    fence: job.fence,
    priority: job.priority,
    retries: job.retries,
    max_retries: job.maxRetries,
    lapses: job.lapses,
    max_lapses: job.maxLapses,
    created_at: time(job.createdAt),
    started_at: time(job.startedAt),
    tags: job.tags,
    traceparent: job.traceparent,
  });
  return `${head.slice(0, -1)},"payload":${job.payload}}`;
}

function time(moment: number): string {
  return new Date(moment).toISOString();
}
