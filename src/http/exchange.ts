import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './caller';

/** What is used of a request: Node's own, with what the router adds. */
export interface HttpRequest extends IncomingMessage {
  /** The path without the query. */
  readonly path: string;
  readonly method: string;
  readonly url: string;
  /** The route that took the request, if one did. */
  route?: { readonly path?: unknown };
  /** Whose key it came with; undefined where keys are off, and on what is open to all. */
  caller?: Caller;
}

/** What is used of a response: Node's own, with room for notes about this one exchange. */
export interface HttpResponse extends ServerResponse {
  readonly locals: Record<string, unknown>;
}
