import { join } from 'node:path';
import { systemClock } from '../../core/clock';
import { commandConnection } from '../redis-address';
import { RedisLink } from '../redis-link';
import { loadScripts } from '../script-source';
import { Auditor, type AuditorOptions } from './auditor';
import type { AuditReport } from './finding';

/** Twice the default of SLUICE_REAP_MS. */
export const DEFAULT_OVERDUE_MS = 10_000;

/**
 * Audits one namespace, also while work goes on in it, on a connection of its own.
 *
 * @throws StoreUnavailableError if Redis cannot be reached or refuses.
 */
export async function audit(
  redisUrl: string,
  namespace: string,
  options: Partial<AuditorOptions> = {},
): Promise<AuditReport> {
  const redis = commandConnection(redisUrl);
  // Each call finds out by itself.
  redis.on('error', () => undefined);
  redis.connect().catch(() => undefined);
  try {
    const link = new RedisLink(redis, loadScripts({}, join(__dirname, 'scripts')));
    const chosen = { repair: false, overdueMs: DEFAULT_OVERDUE_MS, ...options };
    return await new Auditor(link, namespace, chosen, systemClock).run();
  } finally {
    redis.disconnect();
  }
}
