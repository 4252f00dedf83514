import { SluiceError } from '../core/errors';
import type { NewJob } from '../core/job';
import type { Api, Span, Tracer } from './load-open-telemetry';
import { baseAttributes } from './span-attributes';
import { isUnsampled, spanContextOf, traceparentText } from './traceparent';

/** Of one call to the store. Jobs of further trace contexts keep theirs, and have no span for their way in. */
const MOST_SPANS = 16;

/** Spans of kind PRODUCER: from the request for a job, or for many, until they are stored. */
export class SendSpans {
  /** @param followsSender jobs whose sender does not record the trace are left as they are */
  constructor(
    private readonly api: Api,
    private readonly tracer: Tracer,
    private readonly followsSender: boolean,
  ) {}

  async send<T>(
    namespace: string,
    jobs: readonly NewJob[],
    send: (jobs: readonly NewJob[]) => Promise<T>,
    traced?: (traceparent: string) => void,
  ): Promise<T> {
    const spans = this.begin(namespace, jobs);
    const sent = jobs.map((job) => {
      const span = spans.get(job.traceparent);
      return span === undefined ? job : { ...job, traceparent: traceparentText(span.spanContext()) };
    });
    const first = sent[0]?.traceparent;
    if (typeof first === 'string') {
      traced?.(first);
    }
    try {
      return await send(sent);
    } catch (error) {
      const type = error instanceof SluiceError ? error.code : 'error';
      for (const span of spans.values()) {
        span.setAttribute('error.type', type).setStatus({ code: this.api.SpanStatusCode.ERROR });
      }
      throw error;
    } finally {
      spans.forEach((span) => span.end());
    }
  }

  /** One for each trace context that the jobs came with. */
  private begin(namespace: string, jobs: readonly NewJob[]): ReadonlyMap<string | null, Span> {
    const groups = new Map<string | null, NewJob[]>();
    for (const job of jobs) {
      if (this.followsSender && isUnsampled(job.traceparent)) {
        continue;
      }
      const group = groups.get(job.traceparent);
      if (group !== undefined) {
        group.push(job);
      } else if (groups.size < MOST_SPANS) {
        groups.set(job.traceparent, [job]);
      }
    }
    return new Map([...groups].map(([from, group]) => [from, this.start(namespace, from, group)]));
  }

  private start(namespace: string, from: string | null, jobs: readonly NewJob[]): Span {
    const { ROOT_CONTEXT, SpanKind, trace } = this.api;
    const sender = spanContextOf(from);
    const parent = sender === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, sender);
    const [first] = jobs;
    const queue = jobs.every((job) => job.queue === first?.queue) ? first?.queue : undefined;
    return this.tracer.startSpan(
      queue === undefined ? 'send' : `send ${queue}`,
      {
        kind: SpanKind.PRODUCER,
        attributes: {
          ...baseAttributes(namespace, 'send'),
          ...(queue !== undefined && { 'messaging.destination.name': queue }),
          ...(jobs.length === 1
            ? { 'messaging.message.id': first?.id, 'sluice.job.type': first?.type }
            : { 'messaging.batch.message_count': jobs.length }),
        },
      },
      parent,
    );
  }
}
