import { Redis, type RedisOptions } from 'ioredis';

/**
 * How Sluice speaks to Redis. A command that was in flight when its connection broke may or may not have been
 * carried out, so ioredis must neither send it again by itself (a claim sent twice orphans leases) nor keep
 * commands for later while it is offline (a client that got an error must be able to believe it). We resend
 * by our own rules: `RedisLink`.
 */
const BASE: RedisOptions = {
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  enableReadyCheck: true,
  // While Redis loads, it guesses how long it will be (too long at the beginning); by default the guess is
  // believed for up to 10 s, and as long nothing is stored after Redis is back.
  maxLoadingRetryTime: 250,
  disableClientInfo: true,
  lazyConnect: true,
  connectTimeout: 2_000,
  // A Redis that hangs never says goodbye, and its socket must not keep this process alive.
  disconnectTimeout: 500,
  // Never gives up, and is never away for long once Redis is back.
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times - 1, 4), 500) + Math.random() * 50,
};

/** No command of ours takes this long (ms); after it, the connection counts as dead and is made anew. */
export const COMMAND_TIMEOUT_MS = 1_500;

/** For scripts and reads. */
export function commandConnection(url: string): Redis {
  return connect(url, {
    connectionName: 'sluice',
    commandTimeout: COMMAND_TIMEOUT_MS,
    // Also without an answer to the handshake, for example from a half-open socket.
    socketTimeout: COMMAND_TIMEOUT_MS,
  });
}

/** For BLPOP of at most `blockMs`: a half-open socket is noticed when the answer is overdue. */
export function blockingConnection(url: string, blockMs: number): Redis {
  return connect(url, { connectionName: 'sluice-wake', socketTimeout: blockMs + COMMAND_TIMEOUT_MS });
}

function connect(url: string, options: RedisOptions): Redis {
  const merged = { ...BASE, ...options };
  if (url.startsWith('unix://')) {
    return new Redis({ ...merged, path: decodeURIComponent(url.slice('unix://'.length)) });
  }
  if (url.startsWith('redis://') || url.startsWith('rediss://')) {
    return new Redis(url, merged);
  }
  throw new Error(`this release does not speak to ${url.split('://')[0] ?? ''}:// addresses yet`);
}
