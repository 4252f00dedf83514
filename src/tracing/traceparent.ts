import type { SpanContext } from './load-open-telemetry';

/** W3C Trace Context §3.2: version, trace id, parent id, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;

/** @param traceparent one that is valid, or null */
export function spanContextOf(traceparent: string | null): SpanContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) {
    return null;
  }
  // Of the flags of later versions nothing is known but this one.
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED, isRemote: true };
}

/** Its sender does not record the trace. @param traceparent one that is valid, or null */
export function isUnsampled(traceparent: string | null): boolean {
  return traceparent !== null && (Number.parseInt(traceparent.slice(53, 55), 16) & SAMPLED) === 0;
}

export function traceparentText({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & SAMPLED}`;
}
