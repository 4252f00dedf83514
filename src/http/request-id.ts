import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Printable ASCII without spaces, as proxies make them. Anything else could forge a line of a log. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The id that a proxy or the client gave the request, or a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
