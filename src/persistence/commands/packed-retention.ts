import type { RetentionPolicy } from '../../core/retention';

/** As scripts/lib/arm.lua reads it. */
export function packRetention(policy: RetentionPolicy): string {
  return [policy.ms, policy.failedMs, policy.count, policy.bytes].join(',');
}
