import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { HttpRequest, HttpResponse } from './exchange';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Swagger UI and its document. */
const DOCS = /^\/docs(?:\/|$)/i;

/** Of answers that are no page: a browser that is made to show one as HTML still runs nothing of it. */
const NO_PAGE = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } as const;

/** Swagger UI takes its icons from its own text (`data:`) and writes style attributes; it has no script inline. */
const SWAGGER_UI = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
} as const;

/**
 * What browsers are told about every answer. The dashboard's own files say stricter things where they are sent.
 *
 * `Strict-Transport-Security` is not among it: the service speaks plain HTTP, and whoever puts TLS before it
 * decides for the whole host name.
 */
export function securityHeaders(): (request: HttpRequest, response: HttpResponse, next: () => void) => void {
  const api = withPolicy(NO_PAGE);
  const docs = withPolicy(SWAGGER_UI);
  return (request, response, next) => (DOCS.test(request.path) ? docs : api)(request, response, next);
}

function withPolicy(directives: Readonly<Record<string, readonly string[]>>): Handler {
  const headers = collect(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: mutable(directives) },
      strictTransportSecurity: false,
      // Of browsers that nobody has any more, or said by frame-ancestors.
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
      originAgentCluster: false,
      xFrameOptions: { action: 'deny' },
    }),
  );
  return (_request, response, next) => {
    for (const [name, value] of headers) {
      response.setHeader(name, value);
    }
    next();
  };
}

function mutable(directives: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(directives).map(([name, values]) => [name, [...values]]));
}

/** They are the same for every answer: worked out once, not by a chain of functions for each. */
function collect(handler: Handler): readonly (readonly [string, string])[] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  handler(request, response, () => undefined);
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
}
