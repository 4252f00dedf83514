import { parseArgs } from 'node:util';
import { connectionsTo, RedisUrlError } from '../redis-connections';
import { DEFAULT_OVERDUE_MS } from './audit';

export interface AuditArguments {
  readonly url: string;
  readonly namespace: string;
  readonly repair: boolean;
  readonly json: boolean;
  readonly overdueMs: number;
}

export const USAGE = `npm run audit -- [--redis URL] [--namespace N] [--repair] [--json] [--overdue-ms N]

Looks for broken invariants in a namespace, also while Sluice works on it.

  --redis URL       default: REDIS_URL, else that of npm start; SLUICE_REDIS_CA_FILE, _CERT_FILE and _KEY_FILE count
                    for rediss:// as in the service
  --namespace N     default: default
  --repair          put right what can be inferred; each fault in one step, safe while work goes on
  --json            the report as one JSON document
  --overdue-ms N    a lease that ran out so long ago counts as left behind (default ${DEFAULT_OVERDUE_MS}; take at
                    least twice SLUICE_REAP_MS)

Exit code: 0 all is well, or all was put right; 1 faults are left; 2 the audit could not be made.
`;

/** What is asked for makes no sense; the message is for whoever typed it. */
export class UsageError extends Error {}

const NAMESPACE = /^[^:{}\s]{1,128}$/;

/** @throws {UsageError} */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AuditArguments | 'help' {
  const values = parse(args);
  if (values.help === true) {
    return 'help';
  }
  const url = values.redis ?? env['REDIS_URL'] ?? '';
  if (url === '') {
    throw new UsageError('which Redis? --redis redis://… (or the variable REDIS_URL) says it');
  }
  requireAddress(url);
  const namespace = values.namespace ?? 'default';
  if (!NAMESPACE.test(namespace)) {
    throw new UsageError(`"${namespace}" is no name of a namespace`);
  }
  const overdueMs = Number(values['overdue-ms'] ?? DEFAULT_OVERDUE_MS);
  if (!Number.isSafeInteger(overdueMs) || overdueMs < 0) {
    throw new UsageError('--overdue-ms takes a number of milliseconds');
  }
  return { url, namespace, repair: values.repair === true, json: values.json === true, overdueMs };
}

function requireAddress(url: string): void {
  try {
    connectionsTo(url);
  } catch (error) {
    if (error instanceof RedisUrlError) {
      throw new UsageError(`the address of Redis ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        redis: { type: 'string' },
        namespace: { type: 'string' },
        repair: { type: 'boolean' },
        json: { type: 'boolean' },
        'overdue-ms': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
