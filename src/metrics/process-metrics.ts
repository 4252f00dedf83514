import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { EventHub, type ChangedJob, type EndedAttempt, type SluiceEvents } from '../core/events';
import { serviceVersion } from '../worker/worker-identity';
import { FINAL_OUTCOMES, SeriesIndex, type JobSeries } from './job-series';
import { LabelGuard } from './label-guard';
import { TalliedHistogram } from './tallied-histogram';

const MOST_QUEUES = 200;
const MOST_TYPES = 200;

/** 5 ms to 30 min: a job's limit by default. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];
/** 5 ms to a day: a queue that is behind is behind by minutes and hours. */
const WAIT_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400];

const SUM = 'Per process: sum over the replicas.';

/** Gauges of prom-client named like counters, of which others of its gauges are the sums. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * What this process did, as Prometheus metrics. Counts from its start: Prometheus adds the processes up. The
 * cluster's sums come from the store (store-metrics.ts). What is said of jobs is added up in plain numbers as it happens, and
 * given to prom-client when somebody asks.
 */
@Injectable()
export class ProcessMetrics implements OnApplicationShutdown {
  readonly registry = new Registry();
  private readonly queues = new LabelGuard(MOST_QUEUES);
  private readonly types = new LabelGuard(MOST_TYPES);
  private readonly subscriptions: (() => void)[];
  private readonly series = new SeriesIndex(
    { queue: (name) => this.queues.bound(name), type: (name) => this.types.bound(name) },
    (queue, type) => this.newSeries(queue, type),
  );
  private runningNow = 0;

  private readonly enqueued = new Counter({
    name: 'sluice_jobs_enqueued_total',
    help: `Enqueues answered by this process, by outcome. ${SUM}`,
    labelNames: ['queue', 'outcome'] as const,
    registers: [this.registry],
  });
  private readonly finished = new Counter({
    name: 'sluice_jobs_finished_total',
    help: `Jobs that this process brought to a final state. No queue and type: it does not know them. ${SUM}`,
    labelNames: ['queue', 'type', 'outcome'] as const,
    registers: [this.registry],
    collect: () => this.countFinished(),
  });
  private readonly retries = new Counter({
    name: 'sluice_job_retries_total',
    help: `Retries scheduled after failures that this process recorded. ${SUM}`,
    labelNames: ['queue', 'type'] as const,
    registers: [this.registry],
    collect: () => this.countRetries(),
  });
  private readonly duration = new TalliedHistogram({
    name: 'sluice_job_duration_seconds',
    help: `How long attempts ran in this process. ${SUM}`,
    labelNames: ['type', 'outcome'] as const,
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly wait = new TalliedHistogram({
    name: 'sluice_job_wait_seconds',
    help: `From a job's acceptance to its first start, delays included, of jobs given out here. ${SUM}`,
    labelNames: ['queue'] as const,
    buckets: WAIT_BUCKETS,
    registers: [this.registry],
  });
  private readonly leasesLost = new Counter({
    name: 'sluice_leases_lost_total',
    help: `Attempts that lost their lease in this process. ${SUM}`,
    registers: [this.registry],
  });
  private readonly running = new Gauge({
    name: 'sluice_jobs_running',
    help: `Attempts that run in this process now. ${SUM}`,
    registers: [this.registry],
    collect: () => this.tellRunning(),
  });

  constructor(events: EventHub) {
    collectDefaultMetrics({ register: this.registry });
    MISNAMED.forEach((name) => this.registry.removeSingleMetric(name));
    new Gauge({
      name: 'sluice_build_info',
      help: '1 for each process; the label says which release it is. Per process: count by version.',
      labelNames: ['version'] as const,
      registers: [this.registry],
    }).set({ version: serviceVersion() }, 1);
    this.subscriptions = [
      events.on('enqueued', ({ queue, outcome }) =>
        this.enqueued.inc({ queue: this.queues.bound(queue), outcome }),
      ),
      events.on('started', ({ jobs }) => {
        this.runningNow += jobs.length;
        for (const job of jobs) {
          this.onStarted(job);
        }
      }),
      events.on('ended', ({ attempts }) => {
        for (const attempt of attempts) {
          this.onEnded(attempt);
        }
      }),
      events.on('changed', (event) => this.onChanged(event)),
      events.on('leaseLost', () => this.leasesLost.inc()),
    ];
  }

  onApplicationShutdown(): void {
    this.registry.clear();
    for (const unsubscribe of this.subscriptions) {
      unsubscribe();
    }
  }

  private onStarted(job: NonNullable<ChangedJob['job']>): void {
    if (job.attempt === 1) {
      this.series.of(job).wait.observe(Math.max(0, job.startedAt - job.createdAt) / 1000);
    }
  }

  private onEnded({ job, began, outcome, durationMs, settled, state }: EndedAttempt): void {
    const series = this.series.of(job);
    if (began) {
      this.runningNow -= 1;
      series.durations[outcome].observe(durationMs / 1000);
    }
    if (settled !== 'ok') {
      return; // counted by whoever recorded it
    }
    if (state === 'completed' || state === 'failed' || state === 'cancelled') {
      series.finished[state] += 1;
    } else if (outcome === 'failed' && state === 'scheduled') {
      series.retries += 1;
    }
  }

  /** What remote workers and requests did. */
  private onChanged({ event, jobs }: SluiceEvents['changed']): void {
    for (const { job } of jobs) {
      const series = job === null ? this.series.labelled('', '') : this.series.of(job);
      switch (event) {
        case 'started':
          if (job !== null) {
            this.onStarted(job);
          }
          break;
        case 'completed':
        case 'failed':
        case 'cancelled':
          series.finished[event] += 1;
          break;
        case 'retried':
          series.retries += 1;
          break;
        default:
      }
    }
  }

  private newSeries(queue: string, type: string): JobSeries {
    const duration = (outcome: EndedAttempt['outcome']) => this.duration.tally({ type, outcome });
    return {
      ...{ queue, type, wait: this.wait.tally({ queue }), retries: 0 },
      durations: {
        ...{ completed: duration('completed'), failed: duration('failed') },
        ...{ snoozed: duration('snoozed'), released: duration('released') },
      },
      finished: { completed: 0, failed: 0, cancelled: 0 },
    };
  }

  private tellRunning(): void {
    this.running.set(this.runningNow);
  }

  private countFinished(): void {
    for (const { queue, type, finished } of this.series) {
      for (const outcome of FINAL_OUTCOMES) {
        if (finished[outcome] > 0) {
          this.finished.inc({ queue, type, outcome }, finished[outcome]);
          finished[outcome] = 0;
        }
      }
    }
  }

  private countRetries(): void {
    for (const series of this.series) {
      if (series.retries > 0) {
        this.retries.inc({ queue: series.queue, type: series.type }, series.retries);
        series.retries = 0;
      }
    }
  }
}
