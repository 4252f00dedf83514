import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { systemClock } from '../core/clock';
import { EventHub, type ChangedJob } from '../core/events';
import type { HistoryStores } from '../core/history-store';
import { LatencyRecorder } from '../core/latency-recorder';
import { systemRandom } from '../core/random';
import { HISTORY_STORES } from '../persistence/persistence.module';

/** Any client may name a namespace: what nothing happens in is let go of (ms). */
const IDLE_MS = 60_000;

/** How long jobs of all namespaces wait and run, as far as this process gives them out or runs them. */
@Injectable()
export class LatencyService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly recorders = new Map<string, LatencyRecorder>();
  private subscriptions: (() => void)[] = [];

  constructor(
    @Inject(HISTORY_STORES) private readonly stores: HistoryStores,
    private readonly events: EventHub,
  ) {}

  onApplicationBootstrap(): void {
    this.subscriptions = [
      this.events.on('started', ({ namespace, jobs }) => this.started(namespace, jobs)),
      this.events.on('ended', ({ namespace, attempts }) => {
        const recorder = this.of(namespace);
        for (const { job, outcome, error, durationMs, settled } of attempts) {
          if (outcome !== 'released') {
            recorder.measured('run', job.queue, durationMs);
          }
          if (outcome === 'failed' && error !== null && settled === 'ok') {
            recorder.failed(job.queue, error.code);
          }
        }
      }),
      this.events.on('changed', ({ namespace, event, jobs }) => {
        for (const one of jobs) {
          this.changed(namespace, event, one);
        }
      }),
    ];
  }

  /** What was not added yet is lost: two seconds of numbers are not worth a wait. */
  beforeApplicationShutdown(): void {
    this.subscriptions.forEach((unsubscribe) => unsubscribe());
    this.recorders.forEach((recorder) => recorder.stop());
  }

  /** Jobs of remote workers: they run from when they were given out to what is said of them here. */
  private changed(namespace: string, event: string, { job, errorCode }: ChangedJob): void {
    if (job === null) {
      return;
    }
    if (event === 'started') {
      this.started(namespace, [job]);
    } else if (event === 'completed' || event === 'failed' || event === 'retried') {
      this.of(namespace).measured('run', job.queue, Date.now() - job.startedAt);
      if (errorCode !== null && event !== 'completed') {
        this.of(namespace).failed(job.queue, errorCode);
      }
    }
  }

  private started(namespace: string, jobs: readonly NonNullable<ChangedJob['job']>[]): void {
    const recorder = this.of(namespace);
    for (const { attempt, queue, createdAt, startedAt } of jobs) {
      if (attempt === 1) {
        recorder.measured('wait', queue, startedAt - createdAt);
      }
    }
  }

  private of(namespace: string): LatencyRecorder {
    let recorder = this.recorders.get(namespace);
    if (recorder === undefined) {
      this.dropIdle();
      const ports = { clock: systemClock, random: systemRandom, events: this.events };
      recorder = new LatencyRecorder(this.stores.history(namespace), ports);
      this.recorders.set(namespace, recorder);
      recorder.start();
    }
    return recorder;
  }

  private dropIdle(): void {
    for (const [namespace, recorder] of this.recorders) {
      if (recorder.idleMs > IDLE_MS) {
        recorder.stop();
        this.recorders.delete(namespace);
      }
    }
  }
}
