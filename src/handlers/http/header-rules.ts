import type { PayloadProblem } from '../../core/payload-check';
import { isJsonObject, own } from '../../http/json-object';
import { pointerPart } from '../../http/json-pointer';

/** Of the sender's own headers, by number and by characters of names and values together. */
export const HEADER_LIMITS = { count: 64, characters: 8_192 } as const;

/** RFC 9110 §5.6.2. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;
/** RFC 9110 §5.5, ASCII only: what is above has no agreed meaning. */
const VALUE = /^([!-~]([\t -~]*[!-~])?)?$/;

/** What belongs to the connection (RFC 9110 §7.6.1), frames the request, or names another target. */
const OF_THE_CONNECTION = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

/** The receiver trusts these to be the service's. */
const OF_THE_SERVICE = /^(webhook-|sluice-|traceparent$)/;

/** Everything that is wrong with the headers that a sender wants on his request. */
export function headerProblems(headers: unknown): PayloadProblem[] {
  if (headers === undefined) {
    return [];
  }
  if (!isJsonObject(headers)) {
    return [{ pointer: '/headers', detail: 'must be an object of names and texts' }];
  }
  const names = Object.keys(headers);
  if (names.length > HEADER_LIMITS.count) {
    return [{ pointer: '/headers', detail: `must be at most ${HEADER_LIMITS.count}` }];
  }
  const seen = new Set<string>();
  let characters = 0;
  const problems: PayloadProblem[] = [];
  for (const name of names) {
    const value = own(headers, name);
    const detail = problemOf(name, value, seen);
    if (detail !== null) {
      problems.push({ pointer: `/headers/${pointerPart(name)}`, detail });
    }
    characters += name.length + (typeof value === 'string' ? value.length : 0);
    seen.add(name.toLowerCase());
  }
  if (characters > HEADER_LIMITS.characters) {
    const detail = `must have at most ${HEADER_LIMITS.characters} characters, names and values together`;
    problems.push({ pointer: '/headers', detail });
  }
  return problems;
}

function problemOf(name: string, value: unknown, seen: ReadonlySet<string>): string | null {
  const lower = name.toLowerCase();
  if (!NAME.test(name)) {
    return 'is not the name of a header';
  }
  if (OF_THE_CONNECTION.has(lower)) {
    return 'is set by the service';
  }
  if (OF_THE_SERVICE.test(lower)) {
    return lower === 'traceparent' ? "is the job's field traceparent" : 'is set by the service';
  }
  if (seen.has(lower)) {
    return 'is there twice';
  }
  return typeof value === 'string' && VALUE.test(value)
    ? null
    : 'must be a text of ASCII characters, without line breaks and spaces around it';
}
