/** The trace id (W3C Trace Context §3.2) of a valid `traceparent`; null for none. */
export function traceIdOf(traceparent: string | null): string | null {
  return traceparent === null ? null : traceparent.slice(3, 35);
}
