import type { EndedAttempt, EventHub } from '../core/events';
import type { HandlerContext, HandlerMap } from '../core/handler';
import type { ClaimedJob } from '../core/job';
import type { Api, Context, Span, Tracer } from './load-open-telemetry';
import { baseAttributes, MOST_TEXT } from './span-attributes';
import { isUnsampled, spanContextOf, traceparentText } from './traceparent';
import { TracedContext } from './traced-context';

interface Running {
  readonly span: Span;
  readonly context: Context;
  /** The job, with the attempt's trace context. */
  readonly job: ClaimedJob;
}

/**
 * A span of kind CONSUMER for each attempt that runs in this process, from its start until its outcome is stored. It
 * is a child of the span that created the job, so that the whole life is one trace, and linked to it, as the semantic
 * conventions of messaging ask: an attempt by which a job is tried again is known by its number, and by that link.
 */
export class AttemptSpans {
  private readonly live = new Set<Running>();
  /** Of those that ended, too, for who hears of the end later. */
  private readonly known = new WeakMap<ClaimedJob, Running>();
  private readonly subscriptions: readonly (() => void)[];

  /** @param followsSender what the sender does not record is not recorded here: then there is nothing to do for it */
  constructor(
    private readonly api: Api,
    private readonly tracer: Tracer,
    private readonly followsSender: boolean,
    events: EventHub,
  ) {
    this.subscriptions = [
      events.on('started', ({ namespace, jobs }) => {
        for (const job of jobs) {
          this.started(namespace, job);
        }
      }),
      events.on('ended', ({ attempts }) => {
        for (const attempt of attempts) {
          this.ended(attempt);
        }
      }),
    ];
  }

  of(job: ClaimedJob): ClaimedJob | null {
    return this.runningOf(job)?.job ?? null;
  }

  handlers(handlers: HandlerMap): HandlerMap {
    const traced = [...handlers].map(([type, handler]): [string, typeof handler] => [
      type,
      (payload: unknown, context: HandlerContext): unknown => {
        const running = this.runningOf(context.job);
        return running === undefined
          ? handler(payload, context)
          : this.api.context.with(running.context, () =>
              handler(payload, new TracedContext(context, running.job)),
            );
      },
    ]);
    return new Map(traced);
  }

  /** Ends the spans of attempts whose outcome nobody will hear of any more. */
  stop(): void {
    this.subscriptions.forEach((end) => end());
    this.live.forEach(({ span }) => span.end());
    this.live.clear();
  }

  /** Most jobs, where traces are sampled: they are not even looked up. */
  private isLeftOut(job: ClaimedJob): boolean {
    return this.followsSender && isUnsampled(job.traceparent);
  }

  private runningOf(job: ClaimedJob): Running | undefined {
    return this.isLeftOut(job) ? undefined : this.known.get(job);
  }

  private started(namespace: string, job: ClaimedJob): void {
    if (this.isLeftOut(job)) {
      return;
    }
    const { ROOT_CONTEXT, SpanKind, trace } = this.api;
    const creation = spanContextOf(job.traceparent);
    const parent = creation === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, creation);
    const span = this.tracer.startSpan(
      `process ${job.queue}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...baseAttributes(namespace, 'process'),
          'messaging.destination.name': job.queue,
          'messaging.message.id': job.id,
          'messaging.client.id': job.token.slice(0, 8),
          'sluice.job.type': job.type,
          'sluice.job.attempt': job.attempt,
          'sluice.job.retries': job.retries,
        },
        links: creation === null ? [] : [{ context: creation }],
      },
      parent,
    );
    const running: Running = {
      span,
      context: trace.setSpan(parent, span),
      job: { ...job, traceparent: traceparentText(span.spanContext()) },
    };
    this.live.add(running);
    this.known.set(job, running);
  }

  private ended({ job, outcome, error, settled, state }: EndedAttempt): void {
    const running = this.runningOf(job);
    if (running === undefined || !this.live.delete(running)) {
      return; // handed back before it began
    }
    const { span } = running;
    span.setAttributes({
      'sluice.attempt.outcome': outcome,
      'sluice.attempt.settled': settled,
      ...(state !== null && { 'sluice.job.state': state }),
      ...(error !== null && { 'error.type': error.code }),
    });
    if (outcome === 'failed') {
      const { ERROR } = this.api.SpanStatusCode;
      span.setStatus({ code: ERROR, message: error?.message.slice(0, MOST_TEXT) });
    }
    span.end();
  }
}
