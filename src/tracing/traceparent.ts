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

/** Its sender does not record the trace. Asked of every job, so it makes nothing. @param traceparent one that is valid, or null */
export function isUnsampled(traceparent: string | null): boolean {
  if (traceparent === null) {
    return false;
  }
  // The last of the flags' hexadecimal digits; of 0 to 9 the odd ones have odd codes, of a to f the others.
  const code = traceparent.charCodeAt(54);
  return (code & SAMPLED) === (code < 0x61 ? 0 : 1);
}

export function traceparentText({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & SAMPLED}`;
}
