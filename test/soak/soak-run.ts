import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { Fleet } from '../chaos/fleet';
import type { Violation } from '../chaos/ledger/violation';
import { Snapshot } from '../chaos/snapshot';
import { Timeline } from '../chaos/timeline';
import { audit } from '../support/audit';
import { TestRedis } from '../support/redis-server';
import { heapOf, REDIS_CLIENTS, REDIS_KEYS, REDIS_MEMORY, rssOf, Sampler } from './sampler';
import { flatness, type Flatness, type Series } from './series';
import type { Panel } from './svg-chart';
import { Workload } from './workload';

/** Short, so that what is kept has its full size long before the second half of a run. */
const RETENTION = {
  SLUICE_RETENTION_COUNT: '3000',
  SLUICE_RETENTION_MS: '60000',
  SLUICE_RETENTION_FAILED_MS: '60000',
};

/** Growth that is noise: of a heap after a collection, and of a process as a whole (MiB). */
const HEAP_BOUND = { share: 0.05, least: 2 };
const RSS_BOUND = { share: 0.08, least: 8 };
const REDIS_MEMORY_BOUND = { share: 0.08, least: 1 };
const KEYS_BOUND = { share: 0.05, least: 100 };
const CLIENTS_BOUND = { share: 0, least: 1 };

export interface SoakOptions {
  readonly minutes: number;
  readonly sampleMs: number;
  readonly restartMs: number;
}

export interface SoakResult {
  readonly csv: string;
  readonly panels: readonly Panel[];
  readonly verdicts: readonly Flatness[];
  readonly violations: readonly Violation[];
  readonly totals: Workload['totals'];
}

/** A cluster that works for a long time, and what it holds meanwhile. Leaves no process behind. */
export class SoakRun {
  private readonly timeline = new Timeline();
  private readonly dir = mkdtempSync(join(tmpdir(), 'sluice-soak-'));
  private redis: TestRedis | null = null;
  private admin: Redis | null = null;
  private snapshot: Snapshot | null = null;
  private fleet: Fleet | null = null;

  constructor(private readonly options: SoakOptions) {}

  async run(): Promise<SoakResult> {
    const { timeline } = this;
    const redis = await TestRedis.start(['--save', '', '--appendonly', 'yes']);
    this.redis = redis;
    const admin = redis.client();
    this.admin = admin;
    this.snapshot = Snapshot.take();
    const fleet = await Fleet.start({
      redis,
      snapshot: this.snapshot,
      timeline,
      ledgerDir: this.dir,
      apis: 1,
      workers: 2,
      env: {
        ...RETENTION,
        SLUICE_CONCURRENCY: '20',
        SLUICE_SIMULATE_MS: '5',
        // A restart hands back the jobs that are there to be cancelled, which would run for 20 s.
        SLUICE_SHUTDOWN_GRACE_MS: '2000',
      },
      nodeOptions: ['--expose-gc'],
    });
    this.fleet = fleet;
    timeline.note(`${fleet.members.length} processes are ready`);
    const sampler = new Sampler(fleet.members, admin);
    const workload = new Workload(fleet);
    await this.sampling(sampler, workload.run(this.options.minutes * 60_000, this.options.restartMs));
    await fleet.stop();
    const { findings } = await audit(redis.url, 'default');
    const panels = panelsOf(fleet, sampler);
    return {
      csv: sampler.csv(),
      panels,
      verdicts: panels.flatMap(({ series }) => series.map(flatness)).filter((one) => one !== null),
      violations: [
        ...fleet.violations,
        ...findings.map(({ kind, subject, detail }) => ({
          rule: 'audit' as const,
          id: subject,
          detail: `${kind}: ${detail}`,
        })),
      ],
      totals: workload.totals,
    };
  }

  /** Ends everything that the run has started. */
  async end(): Promise<void> {
    await this.fleet?.kill();
    this.admin?.disconnect();
    await this.redis?.stop();
    this.snapshot?.remove();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Takes samples at a steady pace until the work is over. */
  private async sampling(sampler: Sampler, work: Promise<void>): Promise<void> {
    const over = work.then(() => true);
    for (;;) {
      const pause = new Promise<boolean>((resolve) => {
        setTimeout(() => resolve(false), this.options.sampleMs);
      });
      if (await Promise.race([over, pause])) {
        return;
      }
      const { values } = await sampler.take();
      const line = [...values].map(([name, value]) => `${name} ${value?.toFixed(1) ?? '-'}`);
      this.timeline.note(line.join(', '));
    }
  }
}

/** Processes that are restarted are drawn and not judged: they begin anew each time. */
function panelsOf(fleet: Fleet, { samples }: Sampler): Panel[] {
  const restarted = fleet.workers.at(-1)?.slot;
  const series = (name: string, unit: Series['unit'], bound: Series['bound']): Series => ({
    name,
    unit,
    bound,
    points: samples.map(({ seconds, values }) => [seconds, values.get(name) ?? null] as const),
  });
  const ofProcesses = (column: (slot: string) => string, bound: Series['bound']) =>
    fleet.members.map(({ slot }) => series(column(slot), 'MiB', slot === restarted ? null : bound));
  return [
    { title: 'Memory of the processes (MiB)', series: ofProcesses(rssOf, RSS_BOUND) },
    { title: 'Heap in use after a collection (MiB)', series: ofProcesses(heapOf, HEAP_BOUND) },
    { title: 'Memory of Redis (MiB)', series: [series(REDIS_MEMORY, 'MiB', REDIS_MEMORY_BOUND)] },
    { title: 'Keys in Redis', series: [series(REDIS_KEYS, '', KEYS_BOUND)] },
    { title: 'Connections to Redis', series: [series(REDIS_CLIENTS, '', CLIENTS_BOUND)] },
  ];
}
