import type { PayloadProblem } from '../../core/payload-check';
import type { OutboundPolicy } from '../../outbound/outbound-policy';
import { headerProblems } from './header-rules';
import { isJsonObject, own, type JsonObject } from '../../http/json-object';
import { pointerPart } from '../../http/json-pointer';

export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

export const DEFAULT_METHOD: HttpMethod = 'POST';

/** For the whole exchange (ms). */
export const HTTP_TIMEOUT_RANGE = { min: 1, max: 3_600_000, default: 30_000 } as const;

/** What may be a success. A redirect that is listed is a success, and is not followed all the same. */
export const SUCCESS_STATUS_RANGE = { min: 200, max: 599 } as const;
export const MAX_SUCCESS_STATUSES = 50;

/** What a valid payload of a job of type `http` asks for. */
export interface HttpPayload {
  readonly url: URL;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** null: every 2xx. */
  readonly successStatuses: readonly number[] | null;
}

const FIELDS = new Set(['url', 'method', 'headers', 'body', 'timeout_ms', 'success_statuses']);

/** More unknown fields would only make the answer long. */
const MOST_UNKNOWN = 20;

/** Everything that is wrong with the payload of a job of type `http`. */
export function httpPayloadProblems(
  payload: unknown,
  policy: Pick<OutboundPolicy, 'urlProblem'>,
): PayloadProblem[] {
  if (!isJsonObject(payload)) {
    return [{ pointer: '', detail: 'must be an object with a url' }];
  }
  return [
    ...urlProblems(own(payload, 'url'), policy),
    ...methodProblems(payload),
    ...headerProblems(own(payload, 'headers')),
    ...timeoutProblems(own(payload, 'timeout_ms')),
    ...statusProblems(own(payload, 'success_statuses')),
    ...Object.keys(payload)
      .filter((field) => !FIELDS.has(field))
      .slice(0, MOST_UNKNOWN)
      .map((field) => ({ pointer: `/${pointerPart(field)}`, detail: 'is not a known field' })),
  ];
}

/** Reads a payload that has no problems. */
export function readHttpPayload(payload: JsonObject): HttpPayload {
  return {
    url: new URL(own(payload, 'url') as string),
    method: (own(payload, 'method') as HttpMethod | undefined) ?? DEFAULT_METHOD,
    headers: (own(payload, 'headers') as Record<string, string> | undefined) ?? {},
    timeoutMs: (own(payload, 'timeout_ms') as number | undefined) ?? HTTP_TIMEOUT_RANGE.default,
    successStatuses: (own(payload, 'success_statuses') as number[] | undefined) ?? null,
  };
}

function urlProblems(url: unknown, policy: Pick<OutboundPolicy, 'urlProblem'>): PayloadProblem[] {
  const detail = typeof url === 'string' ? policy.urlProblem(url) : 'must be a URL';
  return detail === null ? [] : [{ pointer: '/url', detail }];
}

function methodProblems(payload: JsonObject): PayloadProblem[] {
  const method = own(payload, 'method');
  if (method !== undefined && !HTTP_METHODS.some((known) => known === method)) {
    return [{ pointer: '/method', detail: `must be one of ${HTTP_METHODS.join(', ')}` }];
  }
  // RFC 9110 §9.3.1: a body has no meaning there, and some servers read it as the next request.
  const bodiless = method === 'GET' || method === 'HEAD';
  return bodiless && (own(payload, 'body') ?? null) !== null
    ? [{ pointer: '/body', detail: `must not be there with the method ${method}` }]
    : [];
}

function timeoutProblems(timeout: unknown): PayloadProblem[] {
  const { min, max } = HTTP_TIMEOUT_RANGE;
  return timeout === undefined || isIntegerIn(HTTP_TIMEOUT_RANGE, timeout)
    ? []
    : [{ pointer: '/timeout_ms', detail: `must be an integer from ${min} to ${max}` }];
}

function statusProblems(statuses: unknown): PayloadProblem[] {
  const { min, max } = SUCCESS_STATUS_RANGE;
  const valid =
    statuses === undefined ||
    (Array.isArray(statuses) &&
      statuses.length > 0 &&
      statuses.length <= MAX_SUCCESS_STATUSES &&
      statuses.every((status) => isIntegerIn(SUCCESS_STATUS_RANGE, status)));
  const detail = `must be an array of 1 to ${MAX_SUCCESS_STATUSES} integers from ${min} to ${max}`;
  return valid ? [] : [{ pointer: '/success_statuses', detail }];
}

function isIntegerIn(range: { readonly min: number; readonly max: number }, value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= range.min && (value as number) <= range.max;
}
