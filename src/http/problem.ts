/**
 * Every error that Sluice answers over HTTP is one of these: `application/problem+json` (RFC 9457) with the
 * type `urn:sluice:problem:<code>`. The table is the only place that knows an HTTP status by its code.
 */
export const PROBLEMS = {
  malformed: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'An API key is needed' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  conflict: { status: 409, title: 'The id belongs to another job' },
  lease_lost: { status: 409, title: 'The lease on this attempt is over' },
  wrong_state: { status: 409, title: 'The job is in the wrong state for this' },
  queue_in_use: { status: 409, title: 'The queue is not empty, or in use' },
  precondition_failed: { status: 412, title: 'It is not as If-Match says' },
  too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported' },
  invalid: { status: 422, title: 'The request is not valid' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key belongs to another request' },
  rate_limited: { status: 429, title: 'Too much at once' },
  internal: { status: 500, title: 'Something went wrong in the service' },
  overloaded: { status: 503, title: 'The service receives too much at once' },
  too_many_clients: { status: 503, title: 'Too many clients listen' },
  queue_full: { status: 503, title: 'The queue is full' },
  namespace_full: { status: 503, title: 'The namespace is full' },
  draining: { status: 503, title: 'The service is shutting down' },
  store_unavailable: { status: 503, title: 'The store does not answer' },
  not_replicated: { status: 503, title: 'The job may be stored, but not on enough replicas' },
  store_full: { status: 503, title: 'The store is full' },
  not_ready: { status: 503, title: 'The service is not ready' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** What is wrong with one part of a request: a field of the body, a query parameter or a header. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the body. */
  readonly pointer?: string;
  /** Name of a query parameter. */
  readonly parameter?: string;
  /** Name of a header. */
  readonly header?: string;
  readonly detail: string;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document (RFC 9457 §3.2). */
  readonly extension?: Readonly<Record<string, unknown>>;
}

/** An answer other than success, ready to be written. */
export class ProblemError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** The problem document. */
  toJSON(): Record<string, unknown> {
    return {
      type: `urn:sluice:problem:${this.code}`,
      title: PROBLEMS[this.code].title,
      status: this.status,
      detail: this.detail,
      code: this.code,
      ...(this.options.errors === undefined ? {} : { errors: this.options.errors }),
      ...this.options.extension,
    };
  }
}

/** `Retry-After` is whole seconds (RFC 9110 §10.2.3); 0 would ask for a hot loop. */
export function retryAfter(ms: number): Record<string, string> {
  return { 'Retry-After': String(Math.max(1, Math.ceil(ms / 1000))) };
}

/** The one shape of a 422: each bad part of the request by name. */
export function invalid(errors: readonly FieldError[]): ProblemError {
  const [first] = errors;
  const where = first?.pointer ?? first?.parameter ?? first?.header ?? '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : '';
  return new ProblemError('invalid', `${where} ${first?.detail ?? 'is not valid'}${more}`.trim(), { errors });
}
