import type { Config } from '../config/config';
import type { HandlerRegistry } from '../worker/handler-registry';
import type { EnqueueRules } from './enqueue-request';

/** What the configuration, and the handlers that this process knows, say about enqueues. */
export function enqueueRules({ jobs, failure }: Config, handlers: HandlerRegistry): EnqueueRules {
  return {
    maxPayloadBytes: jobs.maxPayloadBytes,
    failureInjection: failure.injection,
    payloadProblems: (type, payload) => handlers.payloadProblems(type, payload),
  };
}
