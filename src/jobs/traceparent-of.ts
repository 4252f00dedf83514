import type { IncomingMessage } from 'node:http';
import { TRACEPARENT_PATTERN } from './dto/field-rules';

/** One that is not valid is ignored (W3C Trace Context §3.2.1): it is somebody else's, and not about the job. */
export function traceparentOf(request: IncomingMessage): string | null {
  const value = request.headers['traceparent'];
  return typeof value === 'string' && TRACEPARENT_PATTERN.test(value) ? value : null;
}
