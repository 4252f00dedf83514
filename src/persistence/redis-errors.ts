import { StoreFullError, StoreUnavailableError } from '../core/errors';

/** What to do about an error of a script call. */
export type Trouble =
  /** The connection broke or no answer came: it may have been carried out. */
  | 'unanswered'
  /** Redis does not know the script (any more): send its text. */
  | 'unknown_script'
  /** Nothing was done; the slot is on the move or the answer is a matter of moments. */
  | 'try_again'
  | 'full'
  | 'refused'
  /** A fault of ours. */
  | 'bug';

const REFUSALS =
  /^(LOADING|READONLY|MISCONF|BUSY|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|NOAUTH|WRONGPASS|NOPERM|UNBLOCKED)\b|max number of clients/;

const CONNECTION =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|[Cc]onnection (is|was)? ?closed|[Cc]ommand timed out|Socket timeout|Stream isn't writeable|max retries per request|Command aborted/;

export function troubleOf(error: unknown): Trouble {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('NOSCRIPT')) {
    return 'unknown_script';
  }
  if (message.startsWith('OOM') || message.includes('-OOM')) {
    return 'full';
  }
  if (/^(TRYAGAIN|MOVED|ASK)\b/.test(message)) {
    return 'try_again';
  }
  if (REFUSALS.test(message)) {
    return 'refused';
  }
  return CONNECTION.test(message) ? 'unanswered' : 'bug';
}

/** In the words of the core. A fault of ours stays what it is. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailableError) {
    return error;
  }
  switch (troubleOf(error)) {
    case 'bug':
      return error;
    case 'full':
      return new StoreFullError('Redis is out of memory', { cause: error });
    default:
      return new StoreUnavailableError('Redis does not answer or refuses writes', { cause: error });
  }
}
