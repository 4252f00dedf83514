import { isIP } from 'node:net';
import type { HttpRequest, HttpResponse } from './exchange';
import { ProblemError } from './problem';
import { sendProblem } from './send-problem';

/** Host names that requests may be for, without ports and in small letters; `*` for any. */
export type AllowedHosts = '*' | readonly string[];

/**
 * Refuses requests for names that are not ours. A page may give its own name the address of this service (DNS
 * rebinding) and would be of the same origin then: only the name in `Host` tells. Addresses always pass, since
 * nobody can point them elsewhere; and so does `localhost`.
 */
export function allowHosts(
  allowed: AllowedHosts,
): (request: HttpRequest, response: HttpResponse, next: () => void) => void {
  if (allowed === '*') {
    return (_request, _response, next) => next();
  }
  const names = new Set([...allowed, 'localhost']);
  // Nearly all requests name the same one.
  let latest: string | undefined;
  return (request, response, next) => {
    const { host } = request.headers;
    if (host === undefined || host === latest || isAddress(host) || names.has(nameOf(host))) {
      latest = host;
      next();
      return;
    }
    response.setHeader('Connection', 'close');
    const detail = `Requests for ${nameOf(host).slice(0, 255)} are not answered; SLUICE_ALLOWED_HOSTS names what is`;
    sendProblem(response, new ProblemError('forbidden', detail));
  };
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}

function isAddress(host: string): boolean {
  return isIP(nameOf(host).replace(/^\[(.*)\]$/, '$1')) !== 0;
}
