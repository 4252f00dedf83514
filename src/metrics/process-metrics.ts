import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { EventHub, type SluiceEvents } from '../core/events';
import { LabelGuard } from './label-guard';

const MOST_QUEUES = 200;
/** Only types that ran here get a name: those that a handler of this process knows. */
const MOST_TYPES = 200;

/** 5 ms to 30 min: a job's limit by default. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

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
    help: 'Enqueues answered by this process, by outcome.',
    labelNames: ['queue', 'outcome'] as const,
    registers: [this.registry],
  });
  private readonly finished = new Counter({
    name: 'sluice_jobs_finished_total',
    help: 'Jobs that this process brought to a final state.',
    labelNames: ['queue', 'type', 'outcome'] as const,
    registers: [this.registry],
  });
  private readonly retries = new Counter({
    name: 'sluice_job_retries_total',
    help: 'Retries scheduled after attempts that failed in this process.',
    labelNames: ['queue', 'type'] as const,
    registers: [this.registry],
  });
  private readonly duration = new Histogram({
    name: 'sluice_job_duration_seconds',
    help: 'How long attempts ran in this process.',
    labelNames: ['type', 'outcome'] as const,
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly leasesLost = new Counter({
    name: 'sluice_leases_lost_total',
    help: 'Attempts that lost their lease in this process.',
    registers: [this.registry],
  });
  private readonly running = new Gauge({
    name: 'sluice_jobs_running',
    help: 'Attempts that run in this process now.',
    registers: [this.registry],
  });

  constructor(events: EventHub) {
    collectDefaultMetrics({ register: this.registry });
    this.subscriptions = [
      events.on('enqueued', ({ queue, outcome }) =>
        this.enqueued.inc({ queue: this.queues.bound(queue), outcome }),
      ),
      events.on('started', () => this.running.inc()),
      events.on('ended', (event) => this.onEnded(event)),
      events.on('leaseLost', () => this.leasesLost.inc()),
    ];
  }

  onApplicationShutdown(): void {
    this.registry.clear();
    for (const unsubscribe of this.subscriptions) {
      unsubscribe();
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
}
