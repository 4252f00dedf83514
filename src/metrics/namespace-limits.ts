import type { Config } from '../config/config';

/** What holds for each namespace as a whole, over all its queues but the service's own; null: no limit. */
export interface NamespaceLimits {
  /** Accepted and not started. */
  readonly maxDepth: number | null;
  /** Of the payloads of jobs that are not final. */
  readonly maxBytes: number | null;
  /** Jobs that run at once. */
  readonly concurrency: number | null;
}

/** As this process is configured: all processes should be alike. */
export function namespaceLimitsOf({ jobs }: Pick<Config, 'jobs'>): NamespaceLimits {
  const { limits, namespaceConcurrency: concurrency } = jobs;
  return { maxDepth: limits.namespaceMaxDepth, maxBytes: limits.namespaceMaxBytes, concurrency };
}

/** As `GET /metrics` and `GET /info` show them. */
export function limitsView({
  maxDepth,
  maxBytes,
  concurrency,
}: NamespaceLimits): Record<string, number | null> {
  return { max_depth: maxDepth, max_bytes: maxBytes, concurrency };
}
