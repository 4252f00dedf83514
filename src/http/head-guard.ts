import type { IncomingMessage } from 'node:http';
import type { HttpRequest, HttpResponse } from './exchange';
import { ProblemError } from './problem';
import { sendProblem } from './send-problem';

/** Proxies add a dozen. Node would leave out what is beyond its own limit, without a word. */
export const MOST_HEADERS = 200;

/** Characters of path and query. The longest that makes sense names some filters and a page token. */
export const LONGEST_URL = 8_192;

/** May not be there twice: two readers of one request would each believe another (RFC 9110 §5.3, RFC 9112 §3.2). */
const ONCE: ReadonlySet<string> = new Set([
  ...['host', 'content-type', 'content-length', 'authorization', 'origin'],
  ...['idempotency-key', 'sluice-namespace', 'sec-fetch-site'],
]);

/** Refuses heads of requests that are too large, or that say a thing twice. */
export function guardHead(request: HttpRequest, response: HttpResponse, next: () => void): void {
  const problem = problemOfHead(request);
  if (problem === null) {
    next();
    return;
  }
  // The body stays unread.
  response.setHeader('Connection', 'close');
  sendProblem(response, problem);
}

function problemOfHead({ rawHeaders, url = '', headers, httpVersion }: IncomingMessage): ProblemError | null {
  if (url.length > LONGEST_URL) {
    return new ProblemError('too_large', `The address is longer than ${LONGEST_URL} characters`);
  }
  if (rawHeaders.length > MOST_HEADERS * 2) {
    return new ProblemError('too_large', `There are more than ${MOST_HEADERS} headers`);
  }
  if (headers.host === undefined && httpVersion !== '1.0') {
    return new ProblemError('malformed', 'The header Host is missing');
  }
  const twice = repeated(rawHeaders);
  return twice === null ? null : new ProblemError('malformed', `The header ${twice} is there twice`);
}

/** @param rawHeaders names and values in turn */
function repeated(rawHeaders: readonly string[]): string | null {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (ONCE.has(name)) {
      if (seen.has(name)) {
        return name;
      }
      seen.add(name);
    }
  }
  return null;
}
