import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { EventHub, type ChangedJob, type SluiceEvents } from '../core/events';
import { serviceVersion } from '../worker/worker-identity';
import { LabelGuard } from './label-guard';

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
 * cluster's sums come from the store (store-metrics.ts).
 */
@Injectable()
export class ProcessMetrics implements OnApplicationShutdown {
  readonly registry = new Registry();
  private readonly queues = new LabelGuard(MOST_QUEUES);
  private readonly types = new LabelGuard(MOST_TYPES);
  private readonly subscriptions: (() => void)[];

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
  });
  private readonly retries = new Counter({
    name: 'sluice_job_retries_total',
    help: `Retries scheduled after failures that this process recorded. ${SUM}`,
    labelNames: ['queue', 'type'] as const,
    registers: [this.registry],
  });
  private readonly duration = new Histogram({
    name: 'sluice_job_duration_seconds',
    help: `How long attempts ran in this process. ${SUM}`,
    labelNames: ['type', 'outcome'] as const,
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly wait = new Histogram({
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
      events.on('started', ({ job }) => {
        this.running.inc();
        this.onStarted(job);
      }),
      events.on('ended', (event) => this.onEnded(event)),
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
      const waitedMs = Math.max(0, job.startedAt - job.createdAt);
      this.wait.observe({ queue: this.queues.bound(job.queue) }, waitedMs / 1000);
    }
  }

  private onEnded({ job, outcome, durationMs, settled, state }: SluiceEvents['ended']): void {
    this.running.dec();
    const type = this.types.bound(job.type);
    this.duration.observe({ type, outcome }, durationMs / 1000);
    if (settled !== 'ok') {
      return; // counted by whoever recorded it
    }
    const queue = this.queues.bound(job.queue);
    if (state === 'completed' || state === 'failed' || state === 'cancelled') {
      this.finished.inc({ queue, type, outcome: state });
    } else if (outcome === 'failed' && state === 'scheduled') {
      this.retries.inc({ queue, type });
    }
  }

  /** What remote workers and requests did. */
  private onChanged({ event, jobs }: SluiceEvents['changed']): void {
    for (const { job } of jobs) {
      const queue = job === null ? '' : this.queues.bound(job.queue);
      const type = job === null ? '' : this.types.bound(job.type);
      switch (event) {
        case 'started':
          if (job !== null) {
            this.onStarted(job);
          }
          break;
        case 'completed':
        case 'failed':
        case 'cancelled':
          this.finished.inc({ queue, type, outcome: event });
          break;
        case 'retried':
          this.retries.inc({ queue, type });
          break;
        default:
      }
    }
  }
}
