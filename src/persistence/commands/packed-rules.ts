import type { RetentionPolicy } from '../../core/retention';

/** What holds for all queues and all namespaces, as this process is configured. */
export interface StoreRules {
  readonly retention: RetentionPolicy;
  /** Most jobs of a namespace that run at once, but for those of its `sluice.…` queues; null: any number. */
  readonly namespaceConcurrency: number | null;
}

/** As scripts/lib/arm.lua reads them. */
export function packRules({ retention, namespaceConcurrency }: StoreRules): string {
  const { ms, failedMs, count, bytes } = retention;
  const most = namespaceConcurrency === null ? '' : ` ${namespaceConcurrency}`;
  return [ms, failedMs, count, bytes].join(',') + most;
}
