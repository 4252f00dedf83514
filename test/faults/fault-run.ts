import { setTimeout as delay } from 'node:timers/promises';
import type { Lease } from '../../src/core/settlement';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { mustBeSound } from '../support/audit';
import { KEEP_ALL } from '../support/engine-bed';
import { claimRequest, newJob, nonceOf, NO_LIMITS } from '../support/job-builder';
import { TestRedis } from '../support/redis-server';
import { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { untilTrue } from '../support/until';
import * as bounds from './bounds';
import { ask, postBulk, postJob, sightOfAnswer, type Seen } from './http-calls';
import { mostErrorsInASecond, unhandled } from './log-watch';
import { CALLS, expected, type Call, type Recipe, type Sight } from './recipe';
import { argsOf } from './recipes';
import { leaseOf, prepareStoreCalls, sightOf, type StoreCall } from './store-calls';

/** What was seen in a fault; and everything that was not as promised. */
export interface Findings {
  readonly during: ReadonlyMap<Call, Sight>;
  /** From the end of the fault until all worked again. */
  readonly healedMs: number;
  /** Promises that were broken, however slow this machine is. */
  readonly broken: readonly string[];
  /** What was seen but once, or too late: a machine that stood still for a while sees that, too. */
  readonly late: readonly string[];
}

const PROBE_EVERY_MS = 100;
const POST_EVERY_MS = 400;
const RECEIVING = { SLUICE_ROLE: 'api', SLUICE_RATE_LIMIT: '0', LOG_LEVEL: 'info' };
/** Jobs sent to see that all works again. */
const AFTER = 1;
/** Leases outlast the fault: what runs is not taken away, so its outcome has to land. */
const WORKING = { SLUICE_ROLE: 'worker', SLUICE_LEASE_MS: '15000', SLUICE_REAP_MS: '500', LOG_LEVEL: 'info' };

/** One recipe on one Redis, an API process, a worker process and a worker's calls from this process. */
export class FaultRun {
  private readonly broken: string[] = [];
  private readonly late: string[] = [];
  private readonly during = new Map<Call, Sight>();
  private readonly taken: string[] = [];
  private readonly refused: string[] = [];
  private readonly stores: RedisJobStores;
  private readonly closing: (() => Promise<unknown>)[] = [];
  private orphan!: Lease;
  private api!: Service;
  private worker!: Service;

  private constructor(
    private readonly recipe: Recipe,
    private readonly redis: TestRedis,
  ) {
    this.stores = new RedisJobStores({ url: redis.url, retention: KEEP_ALL });
  }

  static async of(recipe: Recipe): Promise<Findings> {
    const redis = await TestRedis.start(argsOf(recipe));
    const run = new FaultRun(recipe, redis);
    try {
      return await run.whole();
    } finally {
      await Promise.all(run.closing.map((close) => close()));
      await redis.stop();
    }
  }

  private async whole(): Promise<Findings> {
    const { recipe, redis } = this;
    await this.start();
    const calls = await prepareStoreCalls(this.stores);
    await new SluiceClient(this.api.url).enqueue({ id: 'unwanted', delay_ms: 600_000 });
    const work = await this.giveWork();
    const admin = redis.client();
    admin.on('error', () => undefined);
    this.closing.push(() => {
      admin.disconnect();
      return Promise.resolve();
    });

    const undo = await recipe.strike({ redis, admin });
    await this.look(calls);
    const over = performance.now();
    await undo();
    await this.heals(calls, work);
    const healedMs = performance.now() - over;
    if (healedMs > bounds.HEAL_WITHIN_MS) {
      this.late.push(`healed only after ${healedMs.toFixed(0)} ms`);
    }
    await this.accountFor();
    this.readLogs();
    await this.stopProcesses();
    return { during: this.during, healedMs, broken: this.broken, late: this.late };
  }

  private async start(): Promise<void> {
    this.closing.push(() => this.stores.close());
    this.api = await this.launch(RECEIVING);
    await Promise.all([this.api.ready(), this.stores.open()]);
    this.orphan = await this.takeAsOneWhoDies();
    this.worker = await this.launch(WORKING);
    await this.worker.ready();
  }

  private async launch(env: Readonly<Record<string, string>>): Promise<Service> {
    const service = await Service.launch({ env: { REDIS_URL: this.redis.url, ...env } });
    this.closing.push(() => service.kill());
    return service;
  }

  /** A job of a worker that will not be heard of again; claimed before there is another one to claim it. */
  private async takeAsOneWhoDies(): Promise<Lease> {
    const store = this.stores.namespace('default');
    await store.enqueue([newJob('orphan', { payload: '{"duration_ms":10}' })], NO_LIMITS);
    const { jobs } = await store.claim(claimRequest(nonceOf('nobody', 1), { leaseMs: 600_000 }));
    return leaseOf(jobs);
  }

  /** Jobs for the worker process: each has something to do while the fault lasts. */
  private async giveWork(): Promise<string[]> {
    const client = new SluiceClient(this.api.url);
    const ids = await client.enqueueAll([
      { id: 'ends-meanwhile', payload: { duration_ms: 1_500 } },
      { id: 'fails-meanwhile', payload: { duration_ms: 5 }, ...failsLate },
      { id: 'due-meanwhile', delay_ms: 2_000, payload: { duration_ms: 10 } },
    ]);
    const last = { ...this.orphan, leaseMs: 2_000, progress: null };
    await this.stores.namespace('default').extend([last]);
    return [...ids, this.orphan.id];
  }

  private async look(calls: readonly StoreCall[]): Promise<void> {
    const from = performance.now();
    const left = () => bounds.FAULT_MS - (performance.now() - from);
    await Promise.all([
      ...calls.map((each) => this.storeCall(each)),
      this.once('cancel', () => ask(`${this.api.url}/jobs/unwanted/cancel`, { method: 'POST' })),
      this.once('metrics', () => ask(`${this.api.url}/metrics`)),
      this.scrape(),
      this.bulk(),
      this.posts(left),
      this.probes(left),
      delay(bounds.FAULT_MS),
    ]);
  }

  private async storeCall(each: StoreCall): Promise<void> {
    const from = performance.now();
    try {
      this.see(each.call, await sightOf(each));
    } catch (error) {
      this.broken.push(`${each.call}: ${String(error)}`);
    }
    this.inTime(each.call, performance.now() - from);
  }

  private async once(call: Call, make: () => Promise<Seen>): Promise<void> {
    await this.guarded(call, async () => {
      const seen = await make();
      this.inTime(call, seen.ms);
      this.see(call, sightOfAnswer(call, seen));
    });
  }

  /** All of its jobs are taken, or none is. */
  private async bulk(): Promise<void> {
    const ids = ['bulk-1', 'bulk-2', 'bulk-3'];
    await this.guarded('bulk', async () => {
      const seen = await postBulk(this.api.url, ids.map(jobOf));
      this.inTime('bulk', seen.ms);
      const sight = sightOfAnswer('bulk', seen);
      this.see('bulk', sight);
      (sight === 'works' ? this.taken : this.refused).push(...ids);
    });
  }

  /** Prometheus gets its answer also without Redis. */
  private async scrape(): Promise<void> {
    await this.guarded('scrape', async () => {
      const { status, ms, text } = await ask(`${this.api.url}/metrics/prometheus`);
      this.inTime('scrape', ms);
      if (status !== 200 || !/^sluice_redis_up [01]$/m.test(text)) {
        this.broken.push(`a scrape got ${status}`);
      }
    });
  }

  private async posts(left: () => number): Promise<void> {
    const sent: Promise<void>[] = [];
    for (let number = 0; left() > bounds.ANSWER_WITHIN_MS; number += 1) {
      const id = `sent-${number}`;
      sent.push(
        this.guarded('post', async () => {
          const seen = await postJob(this.api.url, jobOf(id));
          this.inTime('post', seen.ms);
          const sight = sightOfAnswer('post', seen);
          this.see('post', sight);
          (sight === 'works' ? this.taken : this.refused).push(id);
        }),
      );
      await delay(POST_EVERY_MS);
    }
    await Promise.all(sent);
  }

  private async probes(left: () => number): Promise<void> {
    let ready = 'works' as Sight;
    let fellAfterMs = Infinity;
    while (left() > 0) {
      await this.guarded('probe', async () => {
        const live = await ask(`${this.api.url}/health/live`);
        if (live.status !== 200) {
          this.broken.push(`live: ${live.status}`);
        }
        if (live.ms > bounds.LIVE_WITHIN_MS + bounds.MEASURING_MS) {
          this.late.push(`live took ${live.ms.toFixed(0)} ms`);
        }
        const seen = await ask(`${this.api.url}/health/ready`);
        const sight = sightOfAnswer('ready', seen);
        if (sight !== ready) {
          ready = sight;
          fellAfterMs = Math.min(fellAfterMs, bounds.FAULT_MS - left());
        }
      });
      await delay(PROBE_EVERY_MS);
    }
    this.see('live', 'works');
    this.see('ready', ready);
    if (ready === 'refused' && fellAfterMs > bounds.NOT_READY_WITHIN_MS) {
      this.late.push(`ready fell only after ${fellAfterMs.toFixed(0)} ms`);
    }
  }

  /** All at once, since the time runs for all of them. */
  private async heals(calls: readonly StoreCall[], work: readonly string[]): Promise<void> {
    const client = new SluiceClient(this.api.url);
    const within = (what: string, condition: () => Promise<boolean>) =>
      untilTrue(
        () => condition().catch(() => false),
        2 * bounds.HEAL_WITHIN_MS,
        () => what,
      ).catch((error: unknown) => void this.late.push(`heal: ${String(error)}`));
    await Promise.all([
      within('both are ready', async () => {
        const answers = await Promise.all(
          [this.api, this.worker].map(({ url }) => ask(`${url}/health/ready`)),
        );
        return answers.every(({ status }) => status === 200);
      }),
      within('a new job is taken and completed', async () => {
        const { status } = await postJob(this.api.url, jobOf('after'));
        return (status === 202 || status === 200) && (await client.job('after')).status === 'completed';
      }),
      within('metrics', async () => (await client.metrics()).processed > 0),
      ...(this.recipe.forgets === true
        ? []
        : [
            ...calls.map((each) => within(each.call, async () => (await sightOf(each)) === 'works')),
            within('what ran meanwhile is completed', async () => {
              const states = await this.stores.namespace('default').states(work);
              return states.every((state) => state === 'completed' || (this.mayBeGone && state === null));
            }),
            within('cancel', async () => {
              await ask(`${this.api.url}/jobs/unwanted/cancel`, { method: 'POST' });
              const [state] = await this.stores.namespace('default').states(['unwanted']);
              return state === 'cancelled' || (this.mayBeGone && state === null);
            }),
          ]),
    ]);
  }

  /** No 202 that is not stored; no 503 that cannot be sent again; no work that was done twice. */
  private async accountFor(): Promise<void> {
    const client = new SluiceClient(this.api.url);
    if (this.recipe.forgets !== true) {
      for (const id of this.taken) {
        await client.job(id).catch(() => this.broken.push(`${id} was taken and is not there`));
      }
      await (this.mayBeGone ? this.starts() : this.attempts(client));
    }
    for (const id of this.refused) {
      const { status } = await postJob(this.api.url, jobOf(id));
      if (status !== 202 && status !== 200) {
        this.broken.push(`${id}, sent again, got ${status}`);
      }
    }
    await untilTrue(
      async () => (await client.metrics()).queue_depth === 0,
      bounds.HEAL_WITHIN_MS,
      () => 'the queue is empty in the end',
    );
    for (const id of this.refused) {
      const { attempt_count: attempts } = await client.job(id);
      if (attempts !== 1) {
        this.broken.push(`${id}, sent twice, ran ${attempts} times`);
      }
    }
    await mustBeSound(this.redis.url).catch((error: unknown) => this.broken.push(String(error)));
  }

  private async attempts(client: SluiceClient): Promise<void> {
    const wanted = { 'ends-meanwhile': 1, 'fails-meanwhile': 2, 'due-meanwhile': 1 };
    for (const [id, count] of Object.entries(wanted)) {
      const { attempt_count: attempts, lapses } = await client.job(id);
      if (attempts !== count || lapses !== 0) {
        this.broken.push(`${id}: ${attempts} attempts, ${lapses} lapses`);
      }
    }
  }

  /** The same by the counters, for outcomes that are gone: the orphan was started by the test, and again. */
  private async starts(): Promise<void> {
    const { counters } = await this.stores.namespace('default').counts();
    const wanted = { started: 1 + 2 + 1 + 2 + AFTER, completed: 4 + AFTER, lapsed: 1, retried: 1 };
    for (const [name, count] of Object.entries(wanted)) {
      const seen = counters[name as keyof typeof wanted];
      if (seen !== count) {
        this.broken.push(`${name}: ${seen}, expected: ${count}`);
      }
    }
  }

  private get mayBeGone(): boolean {
    return this.recipe.trims === true;
  }

  private readLogs(): void {
    for (const [name, { log }] of [
      ['api', this.api],
      ['worker', this.worker],
    ] as const) {
      const most = mostErrorsInASecond(log);
      if (most >= bounds.ERROR_LINES) {
        this.broken.push(`${name}: ${most} error lines in one second`);
      }
      this.broken.push(...unhandled(log).map((line) => `${name}: ${line.slice(0, 500)}`));
    }
  }

  /** They are the processes that were started, and end as they should: with code 0. */
  private async stopProcesses(): Promise<void> {
    for (const service of [this.api, this.worker]) {
      service.signal('SIGTERM');
      const { code, signal } = await service.exited();
      if (code !== 0) {
        this.broken.push(`a process ended with ${code ?? signal}`);
      }
    }
  }

  private see(call: Call, sight: Sight): void {
    const before = this.during.get(call) ?? sight;
    this.during.set(call, sight);
    if (before !== sight && call !== 'ready') {
      this.late.push(`${call}: once it ${before}, once it ${sight}`);
    }
  }

  private inTime(call: string, ms: number): void {
    if (ms > bounds.ANSWER_WITHIN_MS + bounds.MEASURING_MS) {
      this.late.push(`${call} took ${ms.toFixed(0)} ms`);
    }
  }

  private async guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.late.push(`${what}: ${String(error)}`);
    }
  }
}

/** Its first attempt is over when the fault has begun. */
const failsLate = {
  timeout_ms: 1_500,
  failure_injection: { fail_first: 1, kind: 'hang' },
  backoff: { strategy: 'fixed', base_ms: 100, max_ms: 100, jitter: 0 },
};

function jobOf(id: string): unknown {
  return { id, payload: { duration_ms: 5 } };
}

/** In words: where a call was not seen as the recipe says. */
export function surprises(recipe: Recipe, { during }: Findings): string[] {
  return CALLS.filter((call) => during.get(call) !== expected(recipe, call)).map(
    (call) => `${call}: ${during.get(call) ?? 'not seen'}, expected: ${expected(recipe, call)}`,
  );
}
