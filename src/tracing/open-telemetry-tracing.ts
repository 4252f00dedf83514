import { sleep, systemClock } from '../core/clock';
import type { EventHub } from '../core/events';
import type { FollowUpReader } from '../core/follow-up';
import type { HandlerMap } from '../core/handler';
import type { ClaimedJob, NewJob } from '../core/job';
import { AttemptSpans } from './attempt-spans';
import type { JobTracing } from './job-tracing';
import type { Api, TracerProvider } from './load-open-telemetry';
import { RequestSpans } from './request-spans';
import { SendSpans } from './send-spans';

/** The last spans are not worth a slow stop (ms). */
const LAST_SPANS_MS = 1_000;

/** {@link JobTracing} by OpenTelemetry. */
export class OpenTelemetryTracing implements JobTracing {
  private readonly sends: SendSpans;
  private readonly attempts: AttemptSpans;
  readonly requests: JobTracing['requests'];

  constructor(
    api: Api,
    private readonly provider: TracerProvider,
    followsSender: boolean,
    events: EventHub,
    version: string,
    withRequests: boolean,
  ) {
    const tracer = provider.getTracer('sluice', version);
    this.sends = new SendSpans(api, tracer, followsSender);
    this.attempts = new AttemptSpans(api, tracer, followsSender, events);
    this.requests = withRequests ? new RequestSpans(api, tracer, followsSender).middleware : null;
  }

  send<T>(
    namespace: string,
    jobs: readonly NewJob[],
    send: (jobs: readonly NewJob[]) => Promise<T>,
    traced?: (traceparent: string) => void,
  ): Promise<T> {
    return this.sends.send(namespace, jobs, send, traced);
  }

  handlers(handlers: HandlerMap): HandlerMap {
    return this.attempts.handlers(handlers);
  }

  followUps(reader: FollowUpReader): FollowUpReader {
    return (asked, parent, index) => reader(asked, this.attempts.of(parent) ?? parent, index);
  }

  traceparentOf(job: ClaimedJob): string | null {
    return this.attempts.of(job)?.traceparent ?? null;
  }

  async stop(): Promise<void> {
    this.attempts.stop();
    const enough = new AbortController();
    // A collector that is away is no reason for a stop that is not clean.
    const flushed = this.provider.shutdown().catch(() => undefined);
    await Promise.race([
      flushed.finally(() => enough.abort()),
      sleep(systemClock, LAST_SPANS_MS, enough.signal),
    ]);
  }
}
