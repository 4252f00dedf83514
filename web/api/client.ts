import { API } from '../app/base';
import { route } from '../app/router';
import { ApiError, errorOf } from './problem';
import { ownNamespace, signInAgain } from './session';

/** No answer for so long is none (ms). */
const PATIENCE_MS = 15_000;

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What others were told in the last seconds will do: many viewers cost the store what one does (seconds). */
const SHARED_S = 2;
/** But not what they were told before this page changed something (ms). */
const OWN_CHANGE_MS = SHARED_S * 1_000 + 1_000;
let changedAt = -Infinity;

/** The namespace that the page is about. */
export function namespaceName(): string {
  return ownNamespace() ?? route.value.query.get('ns') ?? 'default';
}

/** What a namespace may be called. */
export function isNamespace(name: string): boolean {
  return /^(?!\.{1,2}$)[A-Za-z0-9._@-]{1,128}$/.test(name);
}

/** Asks the API. @throws {ApiError} */
export async function ask(
  path: string,
  { method = 'GET', body, headers, signal }: Ask = {},
): Promise<Response> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  const shares = method === 'GET' && performance.now() - changedAt > OWN_CHANGE_MS;
  const own = requestHeaders();
  let response: Response;
  try {
    response = await fetch(API + path, {
      method,
      headers: {
        ...own,
        ...(method === 'GET' ? {} : { 'Sluice-Page': 'dashboard' }),
        ...(shares ? { 'Cache-Control': `max-age=${SHARED_S}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      cache: 'no-store',
    });
  } catch (error) {
    if (signal?.aborted === true) {
      throw error;
    }
    throw new ApiError(
      0,
      'unreachable',
      late.aborted ? 'No answer in 15 seconds' : 'The service does not answer',
    );
  }
  if (method !== 'GET') {
    changedAt = performance.now();
  }
  if (response.status === 401) {
    signInAgain();
  }
  if (!response.ok) {
    throw await errorOf(response);
  }
  return response;
}

/** The answer as a value. @throws {ApiError} */
export async function askJson<T>(path: string, options?: Ask): Promise<T> {
  const response = await ask(path, options);
  return (await response.json()) as T;
}

/** `?a=1&b=2` of what is not empty. */
export function queryOf(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** @throws {ApiError} where the address names a namespace that cannot be */
export function requestHeaders(): Record<string, string> {
  const namespace = namespaceName();
  if (!isNamespace(namespace)) {
    throw new ApiError(422, 'invalid', 'No namespace can have this name.');
  }
  return {
    Accept: 'application/json',
    ...(namespace === 'default' ? {} : { 'Sluice-Namespace': namespace }),
  };
}
