/** What is wrong with one part of a request. */
export interface FieldError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  readonly detail: string;
}

/** An answer other than success; code `unreachable` where there was none. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(detail);
    this.name = 'ApiError';
  }

  /** Nobody can do anything about it but wait. */
  get isOutage(): boolean {
    return ['unreachable', 'store_unavailable', 'not_ready', 'draining'].includes(this.code);
  }
}

interface Problem {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly errors?: unknown;
}

/** The error that an answer is; proxies on the way answer in their own words. */
export async function errorOf(response: Response): Promise<ApiError> {
  try {
    const { code, detail, errors } = (await response.json()) as Problem;
    return new ApiError(
      response.status,
      typeof code === 'string' ? code : 'unknown',
      typeof detail === 'string' ? detail : `The service answered ${response.status}`,
      Array.isArray(errors) ? (errors as FieldError[]) : [],
    );
  } catch {
    return new ApiError(
      response.status,
      response.status >= 502 ? 'unreachable' : 'unknown',
      `The service answered ${response.status}`,
    );
  }
}
