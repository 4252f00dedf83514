import 'reflect-metadata';
import { EventHub, type EndedAttempt, type SluiceEvents } from '../../../src/core/events';
import type { ClaimedJob } from '../../../src/core/job';
import type { NamespaceCounts } from '../../../src/core/counters';
import type { WorkerRecord } from '../../../src/core/worker-info';
import { LabelGuard } from '../../../src/metrics/label-guard';
import { ProcessMetrics } from '../../../src/metrics/process-metrics';
import { countsView } from '../../../src/metrics/store-metrics';

const COUNTS: NamespaceCounts = {
  counters: {
    ...{ enqueued: 200, started: 150, completed: 120, failed: 7, cancelled: 1 },
    ...{ retried: 15, lapsed: 2, snoozed: 3, released: 4, dropped: 0 },
  },
  states: { scheduled: 2, blocked: 10, queued: 30, in_progress: 3, completed: 100, failed: 7, cancelled: 1 },
  bytes: 4096,
};

const LIMITS = { maxDepth: null, maxBytes: 1_000, concurrency: 20 };
const NO_LATENCIES = { wait: new Map<number, number>(), run: new Map<number, number>() };

describe('the JSON metrics', () => {
  it('begin with the five numbers, by their meanings', () => {
    const view = countsView(COUNTS, [], NO_LATENCIES, LIMITS, new Date(0));
    expect(Object.entries(view).slice(0, 5)).toEqual([
      ['processed', 120],
      ['failed', 7],
      ['retried', 15],
      ['in_progress', 3],
      ['queue_depth', 42],
    ]);
  });

  it('have what the namespace holds, and what it may hold', () => {
    const view = countsView(COUNTS, [], NO_LATENCIES, LIMITS, new Date(0));
    expect(view).toMatchObject({
      bytes: 4_096,
      limits: { max_depth: null, max_bytes: 1_000, concurrency: 20 },
    });
  });

  it('count the workers that are alive, and the slots of those that take jobs', () => {
    const worker: WorkerRecord = {
      ...{ id: 'a', name: 'a', version: '1', slots: 10, running: 1, state: 'running', alive: true },
      ...{ queues: '*', types: [], lastSeenAt: 0 },
    };
    const workers: WorkerRecord[] = [
      worker,
      { ...worker, kind: 'remote', slots: 3 },
      { ...worker, state: 'draining', slots: 100 },
      { ...worker, alive: false, slots: 1_000 },
    ];
    expect(countsView(COUNTS, workers, NO_LATENCIES, LIMITS, new Date(0))).toMatchObject({
      workers: 3,
      slots: 13,
    });
  });
});

describe('the Prometheus metrics', () => {
  it('count what this process did', async () => {
    const events = new EventHub();
    const metrics = new ProcessMetrics(events);
    const first = { queue: 'mail', type: 'send', attempt: 1, createdAt: 1_000, startedAt: 1_200 };
    const job = first as ClaimedJob;
    const again = { ...job, attempt: 2 };
    const start = (started: ClaimedJob) => events.emit('started', { namespace: 'default', jobs: [started] });
    const end = (more: Pick<EndedAttempt, 'outcome' | 'state'> & Partial<EndedAttempt>) => {
      const attempt = { job, began: true, error: null, durationMs: 30, settled: 'ok' as const, ...more };
      events.emit('ended', { namespace: 'default', attempts: [attempt] });
    };
    events.emit('enqueued', {
      namespace: 'default',
      id: '1',
      queue: 'mail',
      type: 'send',
      outcome: 'created',
    });
    start(job);
    end({ outcome: 'failed', state: 'scheduled' });
    start(again);
    end({ outcome: 'completed', state: 'completed' });
    start(job);
    end({ settled: 'lost', outcome: 'completed', state: null });
    // Handed back before its handler was called: it never ran.
    end({ began: false, outcome: 'released', state: 'queued' });
    start(again);
    await metrics.registry.metrics(); // to ask changes nothing
    const text = await metrics.registry.metrics();
    metrics.onApplicationShutdown();
    expect(text).toContain('sluice_jobs_enqueued_total{queue="mail",outcome="created"} 1\n');
    expect(text).toContain('sluice_jobs_finished_total{queue="mail",type="send",outcome="completed"} 1\n');
    expect(text).toContain('sluice_job_retries_total{queue="mail",type="send"} 1\n');
    expect(text).toContain('sluice_job_duration_seconds_count{type="send",outcome="completed"} 2\n');
    expect(text).toContain('sluice_jobs_running 1\n');
    expect(text).not.toContain('outcome="released"');
    expect(text).toContain('sluice_job_wait_seconds_bucket{le="0.1",queue="mail"} 0\n');
    expect(text).toContain('sluice_job_wait_seconds_bucket{le="0.25",queue="mail"} 2\n');
    expect(text).toContain('sluice_job_wait_seconds_count{queue="mail"} 2\n');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('count what requests and remote workers did, of jobs that it knows or not', async () => {
    const events = new EventHub();
    const metrics = new ProcessMetrics(events);
    const job = { queue: 'mail', type: 'send', attempt: 1, createdAt: 0, startedAt: 2_000 };
    const told = (event: SluiceEvents['changed']['event'], known: typeof job | null) =>
      events.emit('changed', {
        namespace: 'default',
        event,
        jobs: [{ id: '1', job: known, errorCode: null }],
      });
    told('started', job);
    told('retried', job);
    told('completed', job);
    told('released', job);
    told('cancelled', null);
    const text = await metrics.registry.metrics();
    metrics.onApplicationShutdown();
    expect(text).toContain('sluice_job_wait_seconds_sum{queue="mail"} 2\n');
    expect(text).toContain('sluice_job_retries_total{queue="mail",type="send"} 1\n');
    const finished = text.match(/^sluice_jobs_finished_total.*$/gm);
    expect(finished).toEqual([
      'sluice_jobs_finished_total{queue="mail",type="send",outcome="completed"} 1',
      'sluice_jobs_finished_total{queue="",type="",outcome="cancelled"} 1',
    ]);
  });

  it('keep their labels bounded', () => {
    const guard = new LabelGuard(2);
    expect(['a', 'b', 'c', 'a', 'd'].map((value) => guard.bound(value))).toEqual([
      'a',
      'b',
      'other',
      'a',
      'other',
    ]);
  });
});
