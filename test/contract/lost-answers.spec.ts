import type { RedisJobStore } from '../../src/persistence/redis-job-store';
import type { Firing } from '../../src/core/schedule-store';
import type { RedisScheduleStore } from '../../src/persistence/redis-schedule-store';
import type { RedisJobStores } from '../../src/persistence/redis-job-stores';
import { TcpProxy } from '../support/tcp-proxy';
import { claimRequest, newJob, NO_LIMITS, nonceOf } from '../support/job-builder';
import { TEST_START } from '../support/memory-bed';
import { RedisBed } from '../support/redis-bed';
import { scriptsOnTestClock } from '../support/redis-test-clock';
import { RETENTION } from './bed';

/**
 * The connection is cut when Redis has done what it was told and the answer is on its way: the store sends the
 * call again by itself, and nothing may have happened twice.
 */
describe('an answer that got lost', () => {
  let bed: RedisBed;
  let proxy: TcpProxy;
  let stores: RedisJobStores;
  let store: RedisJobStore;
  let schedules: RedisScheduleStore;

  beforeAll(async () => {
    bed = await RedisBed.start();
    proxy = await TcpProxy.start(bed.server.port);
    stores = bed.openApart(RETENTION, proxy.url);
    await stores.open();
    // Redis must know the scripts, or the answer that gets lost is that it does not.
    for (const { text } of scriptsOnTestClock().values()) {
      await bed.client.script('LOAD', text);
    }
  });

  afterAll(async () => {
    await stores.close();
    await proxy.stop();
    await bed.stop();
  });

  beforeEach(async () => {
    const { namespace } = await bed.open(RETENTION);
    store = stores.namespace(namespace);
    schedules = stores.schedules(namespace);
    // The namespace's own first write is answered before the test begins.
    await store.counts();
    await store.attend({
      id: 'w0000000',
      name: 'w',
      version: '1',
      slots: 1,
      running: 0,
      state: 'running',
      queues: '*',
      types: [],
    });
  });

  /** Makes a call whose first answer gets lost. */
  async function withLostAnswer<T>(call: () => Promise<T>): Promise<T> {
    const before = proxy.lost;
    proxy.loseAnswers(1);
    const answer = await call();
    expect(proxy.lost).toBe(before + 1);
    return answer;
  }

  it('of an enqueue: the job is created, once, and not a duplicate of itself', async () => {
    const jobs = [newJob('a', { contentHash: 'aaaaaaaaaaa' }), newJob('b')];
    expect(await withLostAnswer(() => store.enqueue(jobs, NO_LIMITS))).toEqual([
      { outcome: 'created', state: 'queued' },
      { outcome: 'created', state: 'queued' },
    ]);
    expect((await store.counts()).counters.enqueued).toBe(2);
  });

  it("of an enqueue: somebody else's equal job stays a duplicate, another one a conflict", async () => {
    const theirs = newJob('a', { contentHash: 'aaaaaaaaaaa' });
    await store.enqueue([theirs], NO_LIMITS);
    const answers = await withLostAnswer(() =>
      store.enqueue([theirs, newJob('a', { contentHash: 'bbbbbbbbbbb' }), newJob('c')], NO_LIMITS),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(['duplicate', 'conflict', 'created']);
  });

  it('of an enqueue: the rate and the depth are charged once', async () => {
    const limits = { ...NO_LIMITS, maxDepth: 2, ratePerSecond: 1, rateBurst: 2 };
    await withLostAnswer(() => store.enqueue([newJob('a')], limits));
    expect(await store.enqueue([newJob('b')], limits)).toEqual([{ outcome: 'created', state: 'queued' }]);
  });

  it('of a claim: the same jobs, under the same token, started once', async () => {
    await store.enqueue([newJob('a'), newJob('b'), newJob('c')], NO_LIMITS);
    const { jobs } = await withLostAnswer(() => store.claim(claimRequest(nonceOf('w', 1), { max: 2 })));
    expect(jobs.map(({ id, token, attempt }) => [id, token, attempt])).toEqual([
      ['a', nonceOf('w', 1), 1],
      ['b', nonceOf('w', 1), 1],
    ]);
    expect((await store.counts()).counters.started).toBe(2);
    expect(await store.states(['c'])).toEqual(['queued']);
  });

  it('of a turn of a worker: completed once, and the same jobs claimed', async () => {
    await store.enqueue([newJob('a'), newJob('b'), newJob('c')], NO_LIMITS);
    const token = nonceOf('w', 1);
    await store.claim(claimRequest(token, { max: 1 }));
    const [completed, claimed] = await withLostAnswer(() => {
      const completing = store.complete([{ id: 'a', token, result: '1', resultError: null }]);
      return Promise.all([completing, store.claim(claimRequest(nonceOf('w', 2), { max: 1 }))]);
    });
    expect(completed).toEqual([{ result: 'already', state: null }]);
    expect(claimed.jobs.map(({ id }) => id)).toEqual(['b']);
    expect((await store.counts()).counters).toMatchObject({ started: 2, completed: 1 });
    expect(await store.states(['c'])).toEqual(['queued']);
  });

  it('of settlements: recorded once, and told apart from a lost lease', async () => {
    await store.enqueue([newJob('a'), newJob('b'), newJob('c')], NO_LIMITS);
    const token = nonceOf('w', 1);
    await store.claim(claimRequest(token));
    const error = { code: 'error', message: 'broken' };
    expect(
      await withLostAnswer(() => store.complete([{ id: 'a', token, result: '1', resultError: null }])),
    ).toEqual([{ result: 'already', state: null }]);
    expect(await withLostAnswer(() => store.fail([{ id: 'b', token, error, retryInMs: 5 }]))).toEqual([
      { result: 'already', state: null },
    ]);
    expect(await withLostAnswer(() => store.snooze([{ id: 'c', token, delayMs: 5 }]))).toEqual([
      { result: 'already', state: null },
    ]);
    expect((await store.counts()).counters).toMatchObject({ completed: 1, retried: 1, snoozed: 1 });
  });

  it('of a cancel and of a redrive: what they did themselves is no wrong state', async () => {
    await store.enqueue([newJob('a')], NO_LIMITS);
    expect(await withLostAnswer(() => store.cancel(['a']))).toEqual([{ result: 'cancelled' }]);
    expect(await store.cancel(['a'])).toEqual([{ result: 'wrong_state', state: 'cancelled' }]);
    expect(await withLostAnswer(() => store.redrive(['a']))).toEqual([{ result: 'queued' }]);
    expect(await store.redrive(['a'])).toEqual([{ result: 'wrong_state', state: 'queued' }]);
  });

  it('of schedules: what a call did itself is no change of somebody else, and a slot makes one job', async () => {
    const version = 'x'.repeat(16);
    const change = {
      ...{ name: 's', definition: '{}', payload: 'null', digest: version, paused: false },
      ...{ nextSlot: TEST_START, expected: null },
    };
    expect(await withLostAnswer(() => schedules.put(change))).toBe('created');
    const run: Firing = {
      ...{ name: 's', version, expected: TEST_START, slot: TEST_START, nextSlot: null },
      ...{ kind: 'run', skipOverlap: false, job: newJob('s@1'), limits: NO_LIMITS },
    };
    expect(await withLostAnswer(() => schedules.fire(run))).toEqual({ result: 'moved' });
    expect((await schedules.get('s')).schedule?.lastRun?.jobId).toBe('s@1');
    const now = { kind: 'now', name: 's', version, job: newJob('asked'), limits: NO_LIMITS } as const;
    expect(await withLostAnswer(() => schedules.fire(now))).toEqual({
      ...{ result: 'ran', answer: { outcome: 'created', state: 'queued' } },
    });
    expect((await store.counts()).counters.enqueued).toBe(2);
    expect(await withLostAnswer(() => schedules.pause('s'))).toBe('paused');
    expect(await withLostAnswer(() => schedules.resume('s', `${version}~`, null))).toBe('resumed');
    expect(await withLostAnswer(() => schedules.remove('s', version))).toBe('removed');
    expect(await schedules.remove('s', version)).toBe('not_found');
  });
});
