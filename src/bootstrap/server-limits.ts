import { createServer, type RequestListener, type Server } from 'node:http';

/** Of the head of a request, address included. Node's own, said here: proxies allow 8 to 16 KiB. */
const MAX_HEAD_BYTES = 16 * 1024;

/** For the head; most of it fits one packet (ms). */
const MAX_HEAD_MS = 15_000;

/** How often slow clients are looked for (ms). */
const CHECK_MS = 1_000;

/** A little longer than balancers keep theirs (60 s), so that they close first (ms). */
const KEEP_ALIVE_MS = 65_000;

export interface ServerLimits {
  /** For a whole request to arrive, body included (ms). */
  readonly requestTimeoutMs: number;
  /** Connections at once; further ones are closed unread. */
  readonly maxConnections: number;
}

/** Node's HTTP server with everything limited that a client decides about. */
export function limitedServer(limits: ServerLimits, listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: Math.min(MAX_HEAD_MS, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // Answered as a problem by the head's guard.
      requireHostHeader: false,
    },
    listener,
  );
  // Node would leave out those beyond; the head's guard refuses them.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.maxConnections;
  return server;
}
