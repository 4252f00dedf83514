import { Agent, type Dispatcher } from 'undici';
import { guardedConnector } from './guarded-connector';
import { systemResolve, type Resolve } from './guarded-lookup';
import { OutboundNetworkError, OutboundRefusedError, OutboundTimeoutError } from './outbound-errors';
import type { OutboundPolicy } from './outbound-policy';

/** Of an answer's body, no more than this is read (bytes). */
export const MAX_ANSWER_BYTES = 64 * 1024;

/** How long an idle connection is kept for the next request to the same origin (ms), at most. */
const KEEP_ALIVE = { usual: 10_000, most: 60_000 } as const;

export interface OutboundRequest {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** For the whole exchange: name lookup, connection, request, and the answer to its last byte (ms). */
  readonly timeoutMs: number;
  /** Ends the exchange early; what it throws then is the signal's reason. */
  readonly signal: AbortSignal;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The first {@link MAX_ANSWER_BYTES}. */
  readonly body: Buffer;
  readonly truncated: boolean;
}

/**
 * Calls targets that the rules allow, one request each: no redirect is followed, nothing is tried again.
 * Connections are kept for each origin and shared with no other, so a slow target holds up only what waits for it.
 */
export class OutboundClient {
  private readonly agent: Agent;

  constructor(
    private readonly policy: OutboundPolicy,
    resolve: Resolve = systemResolve,
  ) {
    this.agent = new Agent({
      connect: guardedConnector(policy, resolve),
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE.usual,
      keepAliveMaxTimeout: KEEP_ALIVE.most,
      // One deadline, ours: a target that sends a byte now and then would never meet these.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * @throws {OutboundRefusedError} before any connection, if the rules refuse the target.
   * @throws {OutboundTimeoutError} when `timeoutMs` is over.
   * @throws {OutboundNetworkError} if there is no complete answer for another reason.
   */
  async send(request: OutboundRequest): Promise<OutboundAnswer> {
    const { url, timeoutMs, signal } = request;
    signal.throwIfAborted();
    const problem = this.policy.urlProblem(url.href);
    if (problem !== null) {
      throw new OutboundRefusedError(`the URL ${problem}`);
    }
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(new OutboundTimeoutError(timeoutMs)), timeoutMs);
    const stop = () => ending.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.exchange(request, ending.signal);
    } catch (error) {
      throw ending.signal.aborted ? ending.signal.reason : asNetworkError(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Running exchanges end in their own time; there are no new ones. */
  async close(): Promise<void> {
    await this.agent.close();
  }

  private async exchange(request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const { url, method, headers, body } = request;
    const answer = await this.agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers,
      body,
      signal,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) {
        break; // which closes the connection: nobody waits for the rest
      }
    }
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES),
      truncated: bytes > MAX_ANSWER_BYTES,
    };
  }
}

function asNetworkError(error: unknown): Error {
  if (error instanceof OutboundRefusedError) {
    return error;
  }
  return new OutboundNetworkError(`no answer from the target: ${reasonOf(error)}`);
}

/** The causes of a network error are often codes without words, or several at once. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) {
    return error.errors.map(reasonOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
