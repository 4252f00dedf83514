import type { NamespaceCounts } from '../../../src/core/counters';
import type { QueueInfo } from '../../../src/core/queue-info';
import type { WorkerRecord } from '../../../src/core/worker-info';
import { MOST_QUEUES, sampleQueues } from '../../../src/metrics/queue-sample';
import { storeText, type StoreSample } from '../../../src/metrics/store-text';

const COUNTS: NamespaceCounts = {
  counters: {
    ...{ enqueued: 200, started: 150, completed: 120, failed: 7, cancelled: 1 },
    ...{ retried: 15, lapsed: 2, snoozed: 3, released: 4, dropped: 0 },
  },
  states: { scheduled: 2, blocked: 10, queued: 30, in_progress: 3, completed: 100, failed: 7, cancelled: 1 },
  bytes: 4096,
};

const worker: WorkerRecord = {
  ...{ id: 'a', name: 'a', version: '1', slots: 10, running: 1, state: 'running', alive: true },
  ...{ queues: '*', types: [], lastSeenAt: 0 },
};

function sample(change: Partial<StoreSample> = {}): StoreSample {
  const queues = { queues: [], more: false };
  const limits = { maxDepth: 100, maxBytes: null, concurrency: null };
  return { namespace: 'default', counts: COUNTS, workers: [], queues, limits, at: 10_000, ...change };
}

/** What there is beside the name, the counts and the age is of no interest here. */
function queue(name: string, change: Partial<QueueInfo> = {}): QueueInfo {
  const states = { ...COUNTS.states, queued: 20, scheduled: 0 };
  return { queue: name, states, bytes: 5, oldestQueuedAt: null, settings: {}, ...change } as QueueInfo;
}

describe("the store's Prometheus text", () => {
  it('says the sums of each namespace, each metric declared once', () => {
    const text = storeText([sample(), sample({ namespace: 'b' })]);
    expect(text).toContain('\nsluice_redis_up 1\n');
    expect(text).toContain('sluice_cluster_jobs{namespace="default",state="blocked"} 10\n');
    expect(text).toContain('sluice_cluster_completed_total{namespace="b"} 120\n');
    const types = text.match(/^# TYPE \S+/gm) ?? [];
    expect(new Set(types).size).toBe(types.length);
  });

  it('says what the namespace holds and may hold, and nothing of a limit that there is not', () => {
    const text = storeText([sample()]);
    expect(text).toContain('sluice_cluster_bytes{namespace="default"} 4096\n');
    expect(text).toContain('sluice_namespace_limit{namespace="default",limit="max_depth"} 100\n');
    expect(text).not.toContain('limit="max_bytes"');
  });

  it('says only that the store is down, when it is', () => {
    expect(storeText(null)).toMatch(/^#.*\n#.*\nsluice_redis_up 0\n$/);
  });

  it('tells of queues, their age and whether they are paused', () => {
    const settings = { paused: true } as QueueInfo['settings'];
    const queues = [queue('idle'), queue('mail', { oldestQueuedAt: 7_500, settings })];
    const text = storeText([sample({ queues: { queues, more: false } })]);
    expect(text).toContain('sluice_queue_oldest_age_seconds{namespace="default",queue="mail"} 2.5\n');
    expect(text).toContain('sluice_queue_oldest_age_seconds{namespace="default",queue="idle"} 0\n');
    expect(text).toContain('sluice_queue_paused{namespace="default",queue="mail"} 1\n');
    expect(text).toContain('sluice_queue_bytes{namespace="default",queue="idle"} 5\n');
    expect(text).not.toContain(',queue="other"');
  });

  it('tells of the queues beyond the bound together, never below zero', () => {
    const text = storeText([sample({ queues: { queues: [queue('a')], more: true } })]);
    expect(text).toContain('sluice_queue_jobs{namespace="default",queue="other",state="queued"} 10\n');
    expect(text).toContain('sluice_queue_jobs{namespace="default",queue="other",state="scheduled"} 2\n');
    const late = storeText([
      sample({ queues: { queues: [queue('a', { states: { ...COUNTS.states, queued: 31 } })], more: true } }),
    ]);
    expect(late).toContain('queue="other",state="queued"} 0\n');
  });

  it('counts workers that are alive, by what they do', () => {
    const workers: WorkerRecord[] = [worker, { ...worker, state: 'draining' }, { ...worker, alive: false }];
    const text = storeText([sample({ workers })]);
    expect(text).toContain('sluice_workers{namespace="default",state="running"} 1\n');
    expect(text).toContain('sluice_workers{namespace="default",state="draining"} 1\n');
    expect(text).toContain('sluice_worker_slots{namespace="default",state="running"} 10\n');
  });
});

describe('the queues that have a label', () => {
  it('are the first by name, up to the bound', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `q${String(i).padStart(4, '0')}`);
    const asked: number[] = [];
    const store = {
      queues: (after: string | null, max: number) => {
        asked.push(max);
        const from = after === null ? 0 : names.indexOf(after) + 1;
        return Promise.resolve(names.slice(from, from + max).map((name) => queue(name)));
      },
    };
    const { queues, more } = await sampleQueues(store);
    expect(queues.map((one) => one.queue)).toEqual(names.slice(0, MOST_QUEUES));
    expect(more).toBe(true);
    expect(Math.max(...asked)).toBeLessThanOrEqual(50);
    names.length = MOST_QUEUES;
    expect(await sampleQueues(store)).toMatchObject({ more: false, queues: { length: MOST_QUEUES } });
  });

  it("are not the service's own", async () => {
    const store = {
      queues: () => Promise.resolve([queue('a'), queue('sluice.callbacks')]),
    };
    expect((await sampleQueues(store)).queues.map((one) => one.queue)).toEqual(['a']);
  });
});
