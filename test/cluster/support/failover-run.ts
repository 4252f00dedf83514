import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, seedFrom } from '../../../src/core/random';
import { executionsOf } from '../../chaos/ledger/executions';
import type { ProcessLife } from '../../chaos/ledger/evidence';
import { readLedger } from '../../chaos/ledger/read-ledger';
import { judge } from '../../chaos/ledger/verdict';
import type { Summary } from '../../chaos/ledger/summary';
import type { Violation } from '../../chaos/ledger/violation';
import { plainJobs } from '../../chaos/load/job-mix';
import { LedgerClient } from '../../chaos/load/ledger-client';
import { Load } from '../../chaos/load/load';
import { machineMs } from '../../chaos/process/machine-clock';
import { readCounters, readStored } from '../../chaos/service-calls';
import { Snapshot } from '../../chaos/snapshot';
import { audit } from '../../support/audit';
import { Service } from '../../support/service';
import { untilTrue } from '../../support/until';

const LEASE_MS = 5_000;

/** A failover, the clients' pauses, a lease and its reaping, on a busy machine. */
const PATIENCE_MS = 90_000;

export interface FailoverOptions {
  readonly redisUrl: string;
  readonly namespaces: readonly string[];
  readonly perSecond: number;
  /**
   * What is done to Redis while the load goes on.
   *
   * @returns moments (machine ms) before each of which Redis may have forgotten the last LOSS_WINDOW_MS
   */
  readonly fail: (load: LoadView) => Promise<readonly number[]>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the clients have seen so far. */
export interface LoadView {
  acknowledged(): number;
  /** Answers that were 503. */
  refused(): number;
}

export interface FailoverResult {
  readonly violations: readonly Violation[];
  /** By namespace. */
  readonly summaries: ReadonlyMap<string, Summary>;
  /** From the moment of the failure until the first job was taken after it, in the namespace that waited longest (ms). */
  readonly awayMs: number;
}

/**
 * Real processes of the service under a steady load in each namespace, to which something happens meanwhile; then the
 * ledger outside Redis is held against what is stored.
 */
export async function failoverUnderLoad(options: FailoverOptions): Promise<FailoverResult> {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-ledger-'));
  const snapshot = Snapshot.take();
  const services: Service[] = [];
  try {
    const env = {
      ...{ REDIS_URL: options.redisUrl, LOG_LEVEL: 'warn', SLUICE_RATE_LIMIT: '0' },
      ...{ SLUICE_NAMESPACES: options.namespaces.join(','), SLUICE_CONCURRENCY: '20' },
      ...{ SLUICE_LEASE_MS: String(LEASE_MS), SLUICE_REAP_MS: '500' },
      ...options.env,
    };
    const start = async (name: string, own: Readonly<Record<string, string>>) => {
      const service = await Service.start({ command: snapshot.command(), env: { ...env, ...own } });
      services.push(service);
      return [name, service] as const;
    };
    const [[, api], ...workers] = await Promise.all([
      start('api', { SLUICE_ROLE: 'api' }),
      ...['worker-1', 'worker-2'].map((name) =>
        start(name, {
          ...{ SLUICE_ROLE: 'worker', LEDGER_DIST: snapshot.dist, LEDGER_WORKER: name },
          LEDGER_FILE: join(dir, `${name}.ndjson`),
        }),
      ),
    ]);
    const lives = new Map(
      workers.map(([name, { pid }]): [string, ProcessLife] => [
        name,
        { name, pid, endedAt: null, pauses: [] },
      ]),
    );
    return await judged(options, api, lives, dir, async () => {
      for (const service of services) {
        service.signal('SIGTERM');
      }
      await Promise.all(services.map((service) => service.exited()));
    });
  } finally {
    await Promise.all(services.map((service) => service.kill()));
    snapshot.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function judged(
  { redisUrl, namespaces, perSecond, fail }: FailoverOptions,
  api: Service,
  processes: ReadonlyMap<string, ProcessLife>,
  dir: string,
  stopAll: () => Promise<void>,
): Promise<FailoverResult> {
  const loads = namespaces.map((namespace) => {
    const client = new LedgerClient(() => [api.url], namespace);
    const random = seededRandom(seedFrom(1, namespace));
    // Ids of a namespace of their own, so that one ledger serves all.
    const mix: typeof plainJobs = (id, chance) => plainJobs(`${namespace}-${id}`, chance);
    return { namespace, client, load: new Load(client, mix, random, perSecond) };
  });
  const acknowledged = (client: LedgerClient) =>
    [...client.sent.values()].filter(({ ackedAt }) => ackedAt !== null).length;
  const untilAcknowledged = async (more: number, after: number) => {
    const from = loads.map(({ client }) => acknowledged(client) + more);
    await untilTrue(
      () =>
        loads.every(
          ({ client }, index) => acknowledged(client) >= (from[index] ?? 0) && client.lastAckAt > after,
        ),
      PATIENCE_MS,
      () => `no more jobs are taken\n${api.log}`,
    );
  };

  loads.forEach(({ load }) => load.start());
  await untilAcknowledged(100, 0);
  const failedAt = machineMs();
  const moments = await fail({
    acknowledged: () => loads.reduce((sum, { client }) => sum + acknowledged(client), 0),
    refused: () => loads.reduce((sum, { client }) => sum + (client.answers.get('503') ?? 0), 0),
  });
  await untilAcknowledged(100, machineMs());
  const awayMs = Math.max(...loads.map(({ client }) => longestGap(client, failedAt)));
  await Promise.all(loads.map(({ load }) => load.stop()));
  for (const { namespace } of loads) {
    const idle = async () => {
      const response = await fetch(`${api.url}/metrics`, { headers: { 'sluice-namespace': namespace } });
      const { queue_depth: depth, in_progress: running } = (await response.json()) as Record<string, unknown>;
      return response.ok && depth === 0 && running === 0;
    };
    await untilTrue(idle, PATIENCE_MS, () => `work is left in ${namespace}\n${api.log}`);
  }
  const endings = await Promise.all(
    loads.map(async ({ namespace, client }) => ({
      ...{ namespace, client },
      stored: await readStored(api.url, namespace),
      counters: await readCounters(api.url, namespace),
    })),
  );
  await stopAll();

  const violations: Violation[] = [];
  const summaries = new Map<string, Summary>();
  const { executions, startedAgain } = executionsOf(readLedger(dir));
  for (const { namespace, client, stored, counters } of endings) {
    const own = (id: string) => id.startsWith(`${namespace}-`);
    const verdict = judge(
      {
        ...{ sent: client.sent, stored, counters, processes },
        executions: executions.filter(({ id }) => own(id)),
        terms: {
          ...{ leaseMs: LEASE_MS, onceOnly: false, memoryWasShort: false, rate: null, overflowing: null },
          lossyKills: moments.length > 0 ? moments : null,
        },
      },
      startedAgain.filter(({ id }) => own(id)),
    );
    summaries.set(namespace, verdict.summary);
    const { findings } = await audit(redisUrl, namespace);
    violations.push(
      ...client.violations,
      ...verdict.violations,
      ...findings.map(({ kind, subject, detail }) => ({
        ...{ rule: 'audit' as const, id: subject, detail: `${kind}: ${detail}` },
      })),
    );
  }
  return { violations, summaries, awayMs };
}

/** The longest time without an acknowledgement that began, or went on, after that moment. */
function longestGap(client: LedgerClient, from: number): number {
  const moments = [...client.sent.values()].flatMap(({ ackedAt }) => ackedAt ?? []).sort((a, b) => a - b);
  return Math.max(
    ...moments.map((at, index) => (at > from ? at - Math.max(from, moments[index - 1] ?? from) : 0)),
  );
}
