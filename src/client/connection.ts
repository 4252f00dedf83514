import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from './causes';
import { ProblemError, UnexpectedAnswerError, UnreachableError } from './errors';
import type { ClientOptions } from './options';
import { DEFAULT_RETRY, mayRepeat, pauseBefore, type Repeat, type RetryOptions } from './retry-policy';
import type { Problem } from './types';

/** The longest that an answer takes unless told otherwise (ms). */
const ANSWER_MS = 20_000;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** JSON text that is sent as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly repeat: Repeat;
  /** How long the service may take by intention, on top of what any answer may take (ms). */
  readonly patienceMs?: number;
  /** The longest that any answer may take, instead of the client's own (ms). */
  readonly answerMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called when the head of the answer is there; its body follows. */
  readonly answering?: () => void;
  /** Instead of the client's own. */
  readonly retry?: RetryOptions;
}

/** Speaks to the HTTP API of one service: JSON in and out, problems as errors, sent again where that helps. */
export class Connection {
  readonly retry: RetryOptions;
  /** For a caller that has a way of its own of trying again. */
  readonly onlyOnce: RetryOptions;
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly answerMs: number;

  /** @throws {TypeError} for an address that is none */
  constructor({ url, apiKey, namespace, userAgent, timeoutMs, retry }: ClientOptions) {
    this.base = baseOf(url);
    this.answerMs = timeoutMs ?? ANSWER_MS;
    this.retry = { ...DEFAULT_RETRY, ...retry };
    this.onlyOnce = { ...this.retry, tries: 1 };
    this.headers = {
      accept: 'application/json',
      'user-agent': userAgent ?? 'sluice-client',
      ...(namespace === undefined ? {} : { 'sluice-namespace': namespace }),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    };
  }

  /**
   * The answer, parsed. The type is what the API promises; it is not checked.
   *
   * @throws {ProblemError | UnreachableError | UnexpectedAnswerError} what the last try came to
   */
  async call<T>(call: Call): Promise<T> {
    const began = performance.now();
    for (let tried = 1; ; tried += 1) {
      try {
        return (await this.once(call)) as T;
      } catch (error) {
        const elapsedMs = performance.now() - began;
        const pause = mayRepeat(error, call.repeat)
          ? pauseBefore(error, { tried, elapsedMs }, call.retry ?? this.retry)
          : null;
        if (pause === null) {
          throw error;
        }
        await pauseFor(pause, call.signal);
      }
    }
  }

  private async once(call: Call): Promise<unknown> {
    call.signal?.throwIfAborted();
    const { response, text } = await this.send(call);
    if (response.ok) {
      return this.parse(text);
    }
    throw problemOf(response, text);
  }

  private async send({
    method,
    path,
    query,
    body,
    text = body === undefined ? undefined : JSON.stringify(body),
    headers,
    patienceMs = 0,
    answerMs = this.answerMs,
    signal,
    answering,
  }: Call): Promise<{ response: Response; text: string }> {
    const timeout = AbortSignal.timeout(answerMs + patienceMs);
    try {
      const response = await fetch(`${this.base}${path}${searchOf(query)}`, {
        method,
        headers: {
          ...this.headers,
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(text === undefined ? {} : { body: text }),
        // A key must not follow wherever a redirect leads.
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      answering?.();
      return { response, text: await response.text() };
    } catch (error) {
      signal?.throwIfAborted();
      const reason = timeout.aborted ? 'no answer in time' : reasonOf(error);
      throw new UnreachableError(`${this.base} cannot be reached: ${reason}`, { cause: error });
    }
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new UnexpectedAnswerError(`${this.base} does not answer as Sluice does`, { cause: error });
    }
  }
}

/** One part of a path. @throws {TypeError} for what would name another path */
export function segment(text: string): string {
  if (text === '' || text === '.' || text === '..') {
    throw new TypeError(`"${text}" is not an id`);
  }
  return encodeURIComponent(text);
}

/** @throws the signal's reason */
export async function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, { ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

function baseOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('url must be an address like http://localhost:8080');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('url must not hold a user, a password, a query or a fragment');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function searchOf(query: Call['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) {
      parameters.set(name, String(value));
    }
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

function problemOf(response: Response, text: string): ProblemError {
  const retryAfterMs = retryAfter(response.headers.get('retry-after'));
  const { status } = response;
  const stranger = {
    type: 'about:blank',
    title: response.statusText,
    status,
    detail: `answered ${status} ${response.statusText}`.trim(),
    code: `http_${status}`,
  };
  return new ProblemError(asProblem(text) ?? stranger, retryAfterMs);
}

function asProblem(text: string): (Problem & Record<string, unknown>) | null {
  try {
    const value: unknown = JSON.parse(text);
    const isProblem =
      typeof value === 'object' &&
      value !== null &&
      'code' in value &&
      typeof value.code === 'string' &&
      'detail' in value &&
      'status' in value;
    return isProblem ? (value as unknown as Problem & Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Whole seconds, or a date (RFC 9110 §10.2.3). @returns ms from now on */
function retryAfter(header: string | null): number | null {
  if (header === null || header.trim() === '') {
    return null;
  }
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
