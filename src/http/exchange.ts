import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is used of a request: Node's own, with what the router adds. */
export interface HttpRequest extends IncomingMessage {
  /** The path without the query. */
  readonly path: string;
  readonly method: string;
  readonly url: string;
  /** The route that took the request, if one did. */
  readonly route?: { readonly path?: unknown };
}

/** What is used of a response: Node's own, with room for notes about this one exchange. */
export interface HttpResponse extends ServerResponse {
  readonly locals: Record<string, unknown>;
}
