import type { OutboundAnswer } from '../../outbound/outbound-client';

/** Of the answer's headers, what is kept: enough to find the request in the target's logs. */
const KEPT_HEADERS = [
  'content-type',
  'date',
  'etag',
  'last-modified',
  'location',
  'retry-after',
  'server',
  'x-correlation-id',
  'x-request-id',
] as const;

const MAX_HEADER_LENGTH = 1_024;

/** The result of a job of type `http`. */
export interface HttpResult {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As UTF-8. */
  readonly body: string;
  /** There was more of it than is kept. */
  readonly body_truncated: boolean;
}

/** @param maxBytes of the result as JSON; what does not fit is cut off the body, not off the job. */
export function httpResult(answer: OutboundAnswer, maxBytes: number): HttpResult {
  const whole = {
    status: answer.status,
    headers: keptHeaders(answer),
    // With stream, a character that the cut went through is left out, not replaced.
    body: new TextDecoder().decode(answer.body, { stream: answer.truncated }),
    body_truncated: answer.truncated,
  };
  const room = maxBytes - jsonBytes({ ...whole, body: '', body_truncated: false });
  const body = fitting(whole.body, room);
  return body.length === whole.body.length ? whole : { ...whole, body, body_truncated: true };
}

/** The first value of a header. */
export function headerOf(answer: OutboundAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'object' ? value[0] : value;
}

function keptHeaders(answer: OutboundAnswer): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headerOf(answer, name);
    if (value !== undefined) {
      kept[name] = value.slice(0, MAX_HEADER_LENGTH);
    }
  }
  return kept;
}

/** The longest beginning that takes no more than this as JSON, where a character takes one to six bytes. */
function fitting(text: string, bytes: number): string {
  if (jsonBytes(text) - 2 <= bytes) {
    return text;
  }
  let fits = 0;
  for (let tooLong = text.length; tooLong - fits > 1;) {
    const middle = (fits + tooLong) >> 1;
    if (jsonBytes(text.slice(0, middle)) - 2 <= bytes) {
      fits = middle;
    } else {
      tooLong = middle;
    }
  }
  // Not between the halves of a pair.
  return text.slice(0, fits).replace(/[\ud800-\udbff]$/, '');
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
