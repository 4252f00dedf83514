import { SluiceError } from '../core/errors';

/** The rules do not let the service call this target. No connection was made. */
export class OutboundRefusedError extends SluiceError {
  readonly code = 'target_refused';
}

/** The whole exchange took too long, wherever it was. */
export class OutboundTimeoutError extends SluiceError {
  readonly code = 'http_timeout';

  constructor(timeoutMs: number) {
    super(`the target did not answer completely within ${timeoutMs} ms`);
  }
}

/** The target could not be found or reached, or the connection broke before the answer was complete. */
export class OutboundNetworkError extends SluiceError {
  readonly code = 'http_unreachable';
}
