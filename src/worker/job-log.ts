import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { systemClock } from '../core/clock';
import { EventHub, type EndedAttempt, type SluiceEvents } from '../core/events';
import { WORKER_ID_LENGTH } from '../core/claim';
import type { ClaimedJob } from '../core/job';
import { traceIdOf } from '../core/trace-id';
import { JOB_TRACING, type JobTracing } from '../tracing/job-tracing';

const TROUBLE_EVERY_MS = 30_000;

/**
 * The worker's log: one line for each attempt's end, never with a payload or a result, and a line about the
 * store at most every 30 s, however many loops miss it. A failure that is retried is part of the day's work (`info`);
 * one that ended its job is not (`warn`).
 */
@Injectable()
export class JobLog implements OnModuleInit {
  private readonly subscriptions: (() => void)[] = [];
  private quietUntil = 0;

  constructor(
    private readonly logger: PinoLogger,
    @Inject(EventHub) private readonly events: EventHub,
    @Inject(JOB_TRACING) private readonly tracing: JobTracing | null,
  ) {
    logger.setContext('Worker');
  }

  onModuleInit(): void {
    this.subscriptions.push(
      this.events.on('ended', ({ namespace, attempts }) => {
        for (const attempt of attempts) {
          this.ended(namespace, attempt);
        }
      }),
      this.events.on('leaseLost', ({ namespace, job }) =>
        this.logger.warn(
          {
            namespace,
            ...this.idsOf(job),
            queue: job.queue,
            type: job.type,
            attempt: job.attempt,
          },
          'lease lost',
        ),
      ),
      this.events.on('storeTrouble', (event) => this.trouble(event)),
      this.events.on('storeRecovered', ({ where, afterMs }) =>
        this.logger.info({ where, after_ms: Math.round(afterMs) }, 'the store answers again'),
      ),
    );
  }

  /** After the last job has ended. */
  close(): void {
    for (const end of this.subscriptions.splice(0)) {
      end();
    }
  }

  private ended(namespace: string, { job, outcome, error, durationMs, settled, state }: EndedAttempt): void {
    const level = outcome === 'failed' && state !== 'scheduled' ? 'warn' : 'info';
    if (!this.logger.logger.isLevelEnabled(level)) {
      return;
    }
    this.logger[level](
      {
        namespace,
        ...this.idsOf(job),
        queue: job.queue,
        type: job.type,
        attempt: job.attempt,
        ms: Math.round(durationMs),
        outcome,
        settled,
        state,
        worker: job.token.slice(0, WORKER_ID_LENGTH),
        ...(error === null ? {} : { error_code: error.code, error: error.message }),
      },
      'job ended',
    );
  }

  /** The ids that the line of the request that brought the job has, too. */
  private idsOf(job: ClaimedJob): { readonly job_id: string; readonly trace_id?: string } {
    const traceId = traceIdOf(this.tracing?.traceparentOf(job) ?? job.traceparent);
    return { job_id: job.id, ...(traceId !== null && { trace_id: traceId }) };
  }

  private trouble({ where, error }: SluiceEvents['storeTrouble']): void {
    const now = systemClock.monotonic();
    if (now >= this.quietUntil) {
      this.quietUntil = now + TROUBLE_EVERY_MS;
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn({ where, reason }, 'the store does not answer; running jobs go on');
    }
  }
}
