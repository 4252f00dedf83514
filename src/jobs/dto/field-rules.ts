/** The bounds and patterns of an enqueue's fields: one source for the DTOs, the quick check and OpenAPI. */
import { MAX_DEPENDENCIES } from '../../core/dependency';
import { MAX_DURATION_MS } from '../../core/job';

/** Ids, types and tags. `.` and `..` are eaten by URL parsing. */
export const NAME_PATTERN = /^(?!\.{1,2}$)[A-Za-z0-9._:@-]{1,128}$/;

/** Queues: no `:`, which separates the parts of a key; `sluice.` is the service's own. */
export const QUEUE_PATTERN = /^(?!\.{1,2}$)(?!sluice\.)[A-Za-z0-9._@-]{1,128}$/;

/** W3C Trace Context §3.2; version ff is forbidden, and so are ids of zeros only. */
export const TRACEPARENT_PATTERN =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const NAME_DETAIL = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - (not . or ..)';
export const QUEUE_DETAIL =
  'must be 1 to 128 characters of A-Z a-z 0-9 . _ @ - (not . or .., and not beginning with sluice.)';
export const ID_DETAIL = `${NAME_DETAIL}, or an integer within ±(2^53−1)`;

export const DEPENDENCIES_DETAIL = `must be an array of at most ${MAX_DEPENDENCIES} job ids, none of them twice`;

export const MAX_URL_CHARACTERS = 2_048;
export const URL_DETAIL = `must be an http or https URL of at most ${MAX_URL_CHARACTERS} characters`;

export const DURATION_RANGE = { min: 0, max: MAX_DURATION_MS } as const;
/** A time limit of nothing would only ever fail. */
export const LIMIT_RANGE = { min: 1, max: MAX_DURATION_MS } as const;
export const MAX_TAGS = 10;

export const FAILURE_RANGES = {
  attempt: { min: 1, max: 10_000 },
  failFirst: { min: 0, max: 10_000 },
  probability: { min: 0, max: 1 },
  seed: { min: 0, max: 4_294_967_295 },
  slowMs: { min: 0, max: 86_400_000 },
} as const;
export const MAX_FAIL_ATTEMPTS = 100;

export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME_PATTERN.test(value);
}

export function isQueueName(value: unknown): value is string {
  return typeof value === 'string' && QUEUE_PATTERN.test(value);
}

/** An integer beyond 2^53−1 is refused, not rounded. */
export function isJobId(value: unknown): value is string | number {
  return typeof value === 'number' ? Number.isSafeInteger(value) : isName(value);
}

/** Ids of other jobs, none of them twice: 101 and "101" are one. */
export function isDependencyList(value: unknown): value is (string | number)[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_DEPENDENCIES &&
    value.every(isJobId) &&
    new Set(value.map(String)).size === value.length
  );
}

/** Where it may lead is for the rules of outgoing requests to say. */
export function isCallbackUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > MAX_URL_CHARACTERS || !URL.canParse(value)) {
    return false;
  }
  const { protocol, href } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && href.length <= MAX_URL_CHARACTERS;
}

export function isIntegerIn(range: { readonly min: number; readonly max: number }, value: unknown): boolean {
  return Number.isInteger(value) && isNumberIn(range, value);
}

export function isNumberIn(range: { readonly min: number; readonly max: number }, value: unknown): boolean {
  return typeof value === 'number' && value >= range.min && value <= range.max;
}
