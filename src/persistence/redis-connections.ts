import { Redis, type RedisOptions } from 'ioredis';
import { readRedisTls, type RedisTls } from '../config/redis-tls';
import { parseRedisUrl, RedisUrlError, type Endpoint, type RedisAddress } from '../config/redis-url';

export { readRedisTls, RedisUrlError, type Endpoint, type RedisTls };

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

/** How long a sentinel may take to say where the primary is (ms). */
const SENTINEL_TIMEOUT_MS = 1_000;

/** Makes connections to where an address leads. Each is connected by whoever asked for it. */
export class RedisConnections {
  constructor(
    readonly address: RedisAddress,
    private readonly tls: RedisTls | null = null,
    /** How long a command may block the connections for commands, besides (ms). */
    private readonly stopMs = 0,
  ) {}

  /** For scripts and reads. @param endpoint of a cluster: which node */
  command(endpoint?: Endpoint): Redis {
    return this.connect(endpoint, {
      connectionName: 'sluice',
      commandTimeout: this.stopMs + COMMAND_TIMEOUT_MS,
      // Also without an answer to the handshake, for example from a half-open socket.
      socketTimeout: this.stopMs + COMMAND_TIMEOUT_MS,
    });
  }

  /**
   * For commands that block for at most `blockMs`: a half-open socket is noticed when the answer is overdue.
   *
   * @param endpoint of a cluster: which node
   */
  blocking(blockMs: number, endpoint?: Endpoint): Redis {
    return this.connect(endpoint, {
      connectionName: 'sluice-wake',
      socketTimeout: blockMs + COMMAND_TIMEOUT_MS,
    });
  }

  private connect(endpoint: Endpoint | undefined, own: RedisOptions): Redis {
    const { address } = this;
    if (address.kind === 'unix') {
      return new Redis({ ...BASE, ...own, path: address.path });
    }
    const { username, password, family } = address;
    const tls = address.tls ? { ...this.tls } : undefined;
    const options: RedisOptions = {
      ...BASE,
      ...own,
      family,
      ...(username !== null && { username }),
      ...(password !== null && { password }),
      ...(tls !== undefined && { tls }),
    };
    switch (address.kind) {
      case 'single':
        return new Redis({ ...options, ...address.endpoint, db: address.db });
      case 'cluster':
        return new Redis({ ...options, ...(endpoint ?? address.nodes[0]) });
      case 'sentinel':
        return new Redis({
          ...options,
          db: address.db,
          sentinels: address.sentinels.map((sentinel) => ({ ...sentinel })),
          name: address.name,
          sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
          sentinelRetryStrategy: (times) => Math.min(50 * times, 500),
          // A primary that became a replica keeps its connections for a moment: the sentinels know the new one.
          reconnectOnError: (error) => error.message.startsWith('READONLY'),
          ...(address.sentinelLogin.username !== null && {
            sentinelUsername: address.sentinelLogin.username,
          }),
          ...(address.sentinelLogin.password !== null && {
            sentinelPassword: address.sentinelLogin.password,
          }),
          ...(tls !== undefined && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
        });
    }
  }
}

/**
 * @param stopMs how long a command may block the connections for commands
 * @throws {RedisUrlError} for an address that is none
 */
export function connectionsTo(url: string, tls: RedisTls | null = null, stopMs = 0): RedisConnections {
  return new RedisConnections(parseRedisUrl(url), tls, stopMs);
}
