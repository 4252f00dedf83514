import type { IncomingMessage } from 'node:http';
import type { HttpRequest, HttpResponse } from './exchange';
import { ProblemError } from './problem';
import { sendProblem } from './send-problem';

/** A page of another origin cannot send it without asking first, and nobody here ever says yes. */
export const OWN_PAGE_HEADER = 'Sluice-Page';

/** Plain forms of ours are sent there, which can have no header; nothing but the page's origin speaks for them. */
const FORMS: ReadonlySet<string> = new Set(['/session']);

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another origin makes a browser send: pause and cancel take no body, so any page could post
 * them to a service on this machine or in this network. Clients that are no browsers send none of these headers
 * (Fetch Metadata, and Origin of RFC 6454) and are not touched.
 */
export function refuseForeignPages(request: HttpRequest, response: HttpResponse, next: () => void): void {
  const problem = SAFE.has(request.method) ? null : foreignPage(request, FORMS.has(request.path));
  if (problem === null) {
    next();
    return;
  }
  // The body stays unread.
  response.setHeader('Connection', 'close');
  sendProblem(response, problem);
}

function foreignPage({ headers }: IncomingMessage, isForm: boolean): ProblemError | null {
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  if (site === undefined && origin === undefined) {
    return null;
  }
  if (site !== undefined && site !== 'same-origin') {
    return refused('A page of another origin must not change anything here');
  }
  // Where the browser itself says same-origin, a proxy may have changed Host on the way.
  if (site === undefined && originHost(origin) !== host?.toLowerCase()) {
    return refused('The Origin is not this service');
  }
  return !isForm && headers[OWN_PAGE_HEADER.toLowerCase()] === undefined
    ? refused(`A page that changes something must send the header ${OWN_PAGE_HEADER}`)
    : null;
}

function refused(detail: string): ProblemError {
  return new ProblemError('forbidden', detail);
}

/** null for `null` and for what is no origin. */
function originHost(origin: string | undefined): string | null {
  return /^https?:\/\/([^/]+)$/i.exec(origin ?? '')?.[1]?.toLowerCase() ?? null;
}
