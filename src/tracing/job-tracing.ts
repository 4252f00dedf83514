import type { FollowUpReader } from '../core/follow-up';
import type { HandlerMap } from '../core/handler';
import type { ClaimedJob, NewJob } from '../core/job';
import type { HttpRequest, HttpResponse } from '../http/exchange';

/** Injection token of the {@link JobTracing}, or of null: traces are not wanted, and nothing is done about them. */
export const JOB_TRACING = Symbol('JOB_TRACING');

/**
 * Traces jobs from the request that brings them to the end of each attempt. Spans are sent in the background; whatever
 * becomes of them, no job waits for it or fails of it.
 */
export interface JobTracing {
  /**
   * Stores jobs within a span of kind PRODUCER, one for those that name the same trace context. The jobs that `send`
   * gets have that span as their trace context, so that it goes with them.
   *
   * @param traced is told the trace context of the first of them
   */
  send<T>(
    namespace: string,
    jobs: readonly NewJob[],
    send: (jobs: readonly NewJob[]) => Promise<T>,
    traced?: (traceparent: string) => void,
  ): Promise<T>;

  /** The same handlers, each run within the span of its attempt. */
  handlers(handlers: HandlerMap): HandlerMap;

  /** The same reader; what a handler asks for is part of its attempt's trace. */
  followUps(reader: FollowUpReader): FollowUpReader;

  /** The trace context of an attempt that runs or just ended in this process; null for others. */
  traceparentOf(job: ClaimedJob): string | null;

  /** For Express: a span for each request; null: not wanted. */
  readonly requests: ((request: HttpRequest, response: HttpResponse, next: () => void) => void) | null;

  /** Sends what there is, for about a second at most. Never rejects. */
  stop(): Promise<void>;
}
