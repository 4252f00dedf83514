import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, seedFrom } from '../../src/core/random';
import { audit } from '../support/audit';
import { TestRedis } from '../support/redis-server';
import { SluiceClient } from '../support/sluice-client';
import type { Field } from './faults/fault';
import { Fleet } from './fleet';
import { executionsOf } from './ledger/executions';
import { readLedger } from './ledger/read-ledger';
import { judge, type Verdict } from './ledger/verdict';
import type { Violation } from './ledger/violation';
import { LedgerClient } from './load/ledger-client';
import { Load } from './load/load';
import { RATED_QUEUE, SMALL_QUEUE, START_RATE } from './load/tied-jobs';
import type { Plan } from './plans/plan';
import { configureQueues, readCounters, readStored } from './service-calls';
import { Recovery } from './recovery';
import { Snapshot } from './snapshot';
import { Timeline } from './timeline';

const LEASE_MS = 4_000;
const REAP_MS = 500;

/** After the last fault: what is due by then, the longest job, a lease and its reaping, and a busy machine. */
const SETTLE_WITHIN_MS = 90_000;

export interface ChaosOptions {
  readonly plan: Plan;
  readonly seed: number;
  readonly fsync: 'always' | 'everysec';
  readonly perSecond: number | null;
}

export interface ChaosResult extends Verdict {
  readonly answers: ReadonlyMap<string, number>;
  /** Where the ledger is; it is kept where something is wrong. */
  readonly ledgerDir: string;
}

/** One run, from an empty Redis to the verdict. Leaves no process behind, whatever happens. */
export class ChaosRun {
  private readonly timeline = new Timeline();
  private readonly dir = mkdtempSync(join(tmpdir(), 'sluice-ledger-'));
  private redis: TestRedis | null = null;
  private snapshot: Snapshot | null = null;
  private fleet: Fleet | null = null;

  constructor(private readonly options: ChaosOptions) {}

  async run(): Promise<ChaosResult> {
    const { plan, seed, fsync, perSecond } = this.options;
    const { timeline } = this;
    const redis = await TestRedis.start([
      ...['--save', '', '--appendonly', 'yes', '--appendfsync', fsync],
      ...['--busy-reply-threshold', '200'],
    ]);
    this.redis = redis;
    // What a snapshot would be renamed to, so that BGSAVE fails when a fault asks for one (MISCONF).
    mkdirSync(join(redis.dir, 'dump.rdb'));
    this.snapshot = Snapshot.take();
    const fleet = await Fleet.start({
      redis,
      snapshot: this.snapshot,
      timeline,
      ledgerDir: this.dir,
      apis: 2,
      workers: 3,
      env: {
        SLUICE_CONCURRENCY: '20',
        SLUICE_LEASE_MS: String(LEASE_MS),
        SLUICE_REAP_MS: String(REAP_MS),
        SLUICE_RETENTION_COUNT: '10000000',
        SLUICE_RETENTION_BYTES: String(2 ** 40),
        ...plan.env,
      },
    });
    this.fleet = fleet;
    await configureQueues(fleet.urls[0] ?? '', plan.queues);
    const client = new LedgerClient(() => fleet.urls);
    const load = new Load(
      client,
      plan.jobs,
      seededRandom(seedFrom(seed, 'jobs')),
      perSecond ?? plan.perSecond,
    );
    const recovery = new Recovery(() => fleet.urls, client, timeline);
    const field: Field = {
      redis,
      fleet,
      timeline,
      random: seededRandom(seedFrom(seed, 'faults')),
      leaseMs: LEASE_MS,
      recovery,
    };
    timeline.note(`${fleet.members.length} processes are ready`);
    load.start();
    await plan.carryOut(field);
    await load.stop();
    timeline.note(`no more faults, no more jobs: ${client.sent.size} were sent`);
    const unsettled = await this.settle(fleet.urls[0] ?? '');
    timeline.note(
      `after a fault, jobs were taken and completed again within ${recovery.longestMs.toFixed(0)} ms`,
    );
    return await this.conclude(fleet, redis, client, [...unsettled, ...recovery.violations]);
  }

  /** Ends everything that the run has started. */
  async end(keepLedger: boolean): Promise<void> {
    await this.fleet?.kill();
    await this.redis?.stop();
    this.snapshot?.remove();
    if (!keepLedger) {
      rmSync(this.dir, { recursive: true, force: true });
    }
  }

  private async settle(url: string): Promise<Violation[]> {
    try {
      await new SluiceClient(url).untilMetrics({ queue_depth: 0, in_progress: 0 }, SETTLE_WITHIN_MS);
      this.timeline.note('all work is over');
      return [];
    } catch (error) {
      return [{ rule: 'not final', id: 'all', detail: String(error) }];
    }
  }

  private async conclude(
    fleet: Fleet,
    redis: TestRedis,
    client: LedgerClient,
    before: readonly Violation[],
  ): Promise<ChaosResult> {
    const { plan, fsync } = this.options;
    const { timeline } = this;
    const url = fleet.urls[0] ?? '';
    const stored = await readStored(url);
    const counters = await readCounters(url);
    await fleet.stop();
    timeline.note('all processes have ended');
    const { findings } = await audit(redis.url, 'default');
    const { executions, startedAgain } = executionsOf(readLedger(this.dir));
    const verdict = judge(
      {
        sent: client.sent,
        executions,
        processes: fleet.processes,
        stored,
        counters,
        terms: {
          leaseMs: LEASE_MS,
          onceOnly: plan.onceOnly,
          memoryWasShort: timeline.memoryWasShort,
          rate: { queue: RATED_QUEUE, limit: START_RATE.limit, perMs: START_RATE.per_ms },
          overflowing: SMALL_QUEUE,
          lossyKills: fsync === 'always' ? null : timeline.redisKills,
        },
      },
      startedAgain,
    );
    const violations: Violation[] = [
      ...before,
      ...fleet.violations,
      ...client.violations,
      ...verdict.violations,
      ...findings.map(({ kind, subject, detail }) => ({
        rule: 'audit' as const,
        id: subject,
        detail: `${kind}: ${detail}`,
      })),
    ];
    return { violations, summary: verdict.summary, answers: client.answers, ledgerDir: this.dir };
  }
}
