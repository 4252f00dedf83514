import { join } from 'node:path';
import { systemClock } from '../../core/clock';
import { nodesAt } from '../nodes-at';
import { connectionsTo, type RedisTls } from '../redis-connections';
import { RedisLink } from '../redis-link';
import { loadScripts } from '../script-source';
import { Auditor, type AuditorOptions } from './auditor';
import type { AuditReport } from './finding';

/** Twice the default of SLUICE_REAP_MS. */
export const DEFAULT_OVERDUE_MS = 10_000;

/**
 * Audits one namespace, also while work goes on in it, on connections of its own.
 *
 * @throws StoreUnavailableError if Redis cannot be reached or refuses.
 */
export async function audit(
  redisUrl: string,
  namespace: string,
  options: Partial<AuditorOptions> = {},
  tls: RedisTls | null = null,
): Promise<AuditReport> {
  // Each call finds out by itself.
  const nodes = nodesAt(connectionsTo(redisUrl, tls), () => undefined);
  nodes.open();
  try {
    const link = new RedisLink(nodes, loadScripts({}, join(__dirname, 'scripts')));
    const chosen = { repair: false, overdueMs: DEFAULT_OVERDUE_MS, ...options };
    return await new Auditor(link, namespace, chosen, systemClock).run();
  } finally {
    await nodes.close();
  }
}
