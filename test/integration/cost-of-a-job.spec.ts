import type { Redis } from 'ioredis';
import type { ClaimedJob } from '../../src/core/job';
import type { JobStore } from '../../src/core/job-store';
import { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { newJob } from '../support/job-builder';
import { TestRedis } from '../support/redis-server';

const JOBS = 500;
const BATCH = 50;
/** 70 bytes, as small jobs have. */
const PAYLOAD = '{"to":"someone@example.com","template":"welcome","locale":"en","n":12}';
const LIMITS = { maxDepth: 1_000_000, maxBytes: 1e9, ratePerSecond: 0, rateBurst: 1 };

/** For each job. */
interface Cost {
  /** Commands that Redis carried out, those in scripts too. */
  readonly commands: number;
  /** Calls of scripts: round trips, if nothing else were on its way. */
  readonly calls: number;
  /** Bytes that came in, went out, and were written to the append-only file. */
  readonly received: number;
  readonly sent: number;
  readonly appended: number;
}

/**
 * What a plain job costs Redis, by counts: they are the same on every machine, however busy it is. The bounds are a
 * little above today's figures; a change that needs more should say what for, and move them.
 */
describe('the cost of a plain job', () => {
  let redis: TestRedis;
  let client: Redis;
  let stores: RedisJobStores;
  let store: JobStore;
  let nonces = 0;

  const claim = () => {
    nonces += 1;
    const nonce = `costofjob${String(nonces).padStart(5, '0')}`;
    return store.claim({ nonce, lane: 0, types: ['noop'], queues: '*', max: BATCH, leaseMs: 30_000 });
  };
  const claimAll = async (): Promise<(readonly ClaimedJob[])[]> => {
    const batches = [];
    for (let taken = 0; taken < JOBS; taken += BATCH) {
      batches.push((await claim()).jobs);
    }
    return batches;
  };
  const enqueue = () =>
    store.enqueue(
      Array.from({ length: JOBS }, (_, i) =>
        newJob(`0b9a3a44-9f3a-4a35-8a2c-${String(nonces * JOBS + i).padStart(12, '0')}`, {
          ...{ type: 'noop', payload: PAYLOAD },
        }),
      ),
      LIMITS,
    );

  async function figures(): Promise<Cost> {
    const [stats, persistence, commands] = await Promise.all(
      ['stats', 'persistence', 'commandstats'].map((section) => client.info(section)),
    );
    const field = (text: string | undefined, name: string) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text ?? '')?.[1] ?? NaN);
    const calls = [...(commands ?? '').matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)];
    const counted = (only: (command: string) => boolean) =>
      calls.reduce((sum, [, command = '', n]) => sum + (only(command) ? Number(n) : 0), 0);
    return {
      commands: counted((command) => command !== 'info'),
      calls: counted((command) => command === 'evalsha'),
      received: field(stats, 'total_net_input_bytes'),
      sent: field(stats, 'total_net_output_bytes'),
      appended: field(persistence, 'aof_current_size'),
    };
  }

  async function costOf(work: () => Promise<unknown>): Promise<Cost> {
    const before = await figures();
    await work();
    const after = await figures();
    // Reading the figures costs bytes as well: the same each time.
    const again = await figures();
    const each = (name: keyof Cost) => (after[name] - before[name] - (again[name] - after[name])) / JOBS;
    return {
      commands: each('commands'),
      calls: each('calls'),
      received: each('received'),
      sent: each('sent'),
      appended: each('appended'),
    };
  }

  const within = (cost: Cost, most: Cost): string[] =>
    (Object.keys(most) as (keyof Cost)[])
      .filter((name) => !(cost[name] <= most[name]))
      .map((name) => `${name}: ${cost[name].toFixed(2)}, at most ${most[name]}`);

  beforeAll(async () => {
    redis = await TestRedis.start(['--save', '', '--appendonly', 'yes', '--appendfsync', 'no']);
    client = redis.client();
    stores = new RedisJobStores({
      url: redis.url,
      retention: { ms: 86_400_000, failedMs: 86_400_000, count: 1_000_000, bytes: 1e9 },
    });
    await stores.open();
    store = stores.namespace('default');
    // Redis has seen all scripts, and the queue is there.
    await enqueue();
    const [first = [], second = [], ...rest] = await claimAll();
    await complete(first);
    await fail(second);
    await Promise.all(rest.map(complete));
  });
  afterAll(async () => {
    await stores.close();
    client.disconnect();
    await redis.stop();
  });

  const complete = (jobs: readonly ClaimedJob[]) =>
    store.complete(
      jobs.map(({ id, token, queue }) => ({ id, token, queue, result: '{"ok":true}', resultError: null })),
    );
  const fail = (jobs: readonly ClaimedJob[]) =>
    store.fail(
      jobs.map(({ id, token }) => ({
        ...{ id, token, error: { code: 'handler_error', message: 'no' }, retryInMs: 60_000 },
      })),
    );

  it('enqueued in bulk, claimed and completed in batches', async () => {
    const enqueued = await costOf(enqueue);
    let batches: (readonly ClaimedJob[])[] = [];
    const claimed = await costOf(async () => (batches = await claimAll()));
    const completed = await costOf(async () => {
      for (const jobs of batches) {
        await complete(jobs);
      }
    });
    expect({
      // In four calls, one behind the other (enqueue-calls.ts).
      enqueue: within(enqueued, { commands: 1.2, calls: 0.008, received: 180, sent: 1, appended: 410 }),
      claim: within(claimed, { commands: 2.6, calls: 0.02, received: 7, sent: 245, appended: 245 }),
      complete: within(completed, { commands: 2.4, calls: 0.02, received: 72, sent: 1, appended: 320 }),
    }).toEqual({ enqueue: [], claim: [], complete: [] });
  });

  it('failed and to be retried', async () => {
    await enqueue();
    const batches = await claimAll();
    const failed = await costOf(async () => {
      for (const jobs of batches) {
        await fail(jobs);
      }
    });
    expect(within(failed, { commands: 2.4, calls: 0.02, received: 180, sent: 21, appended: 410 })).toEqual(
      [],
    );
  });
});
