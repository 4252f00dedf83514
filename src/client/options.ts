import type { RetryOptions } from './retry-policy';

/** Where the service is, and how to speak to it. */
export interface ClientOptions {
  /** For example `http://localhost:8080`; a path in front of the API's own is kept. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly apiKey?: string;
  /** The namespace, where the service takes it from the request. Default: `default`. */
  readonly namespace?: string;
  /** What the client calls itself; `GET /workers` shows it for a worker. Default: `sluice-client`. */
  readonly userAgent?: string;
  /** The longest that an answer may take, on top of what it is asked to wait (ms). Default: 20,000. */
  readonly timeoutMs?: number;
  /** How requests are sent again that got no answer, 429, 502, 503 or 504. Default: up to 10 tries within 30 s. */
  readonly retry?: Partial<RetryOptions>;
}

/** Given with one call. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
