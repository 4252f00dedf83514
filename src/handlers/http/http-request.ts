import type { ClaimedJob } from '../../core/job';
import { exactNumbers, mayHoldInexactNumbers } from '../../http/exact-numbers';
import type { OutboundRequest } from '../../outbound/outbound-client';
import type { HttpPayload } from './http.payload';
import { isJsonObject, own } from '../../http/json-object';
import type { WebhookSigner } from './webhook-signature';

/** What one attempt sends. */
export type RequestParts = Pick<OutboundRequest, 'headers' | 'body'>;

export interface RequestContext {
  readonly job: ClaimedJob;
  readonly signer: WebhookSigner;
  readonly userAgent: string;
  /** Epoch ms. */
  readonly now: number;
}

/** The sender's headers, and over them those that say who sends this, about which job, for the how manyth time. */
export function requestParts(payload: HttpPayload, context: RequestContext): RequestParts {
  const { job, signer, userAgent, now } = context;
  const content = contentOf(job.payload);
  const given = lowerCased(payload.headers);
  const headers = {
    'user-agent': userAgent,
    accept: '*/*',
    ...(content === null ? {} : { 'content-type': content.type }),
    ...given,
    // The answer is kept as text: a compressed one would be noise.
    'accept-encoding': 'identity',
    'sluice-job-id': job.id,
    'sluice-attempt': String(job.attempt),
    ...(job.traceparent === null ? {} : { traceparent: job.traceparent }),
    ...signer.headers(job.id, now, content?.bytes ?? Buffer.alloc(0)),
  };
  return { headers, body: content?.bytes ?? null };
}

/** A text goes out as it is, everything else as JSON: with the digits that came in, not those of a double. */
function contentOf(payloadText: string): { readonly type: string; readonly bytes: Buffer } | null {
  const payload: unknown = mayHoldInexactNumbers(payloadText)
    ? exactNumbers(payloadText)
    : JSON.parse(payloadText);
  const body = isJsonObject(payload) ? (own(payload, 'body') ?? null) : null;
  if (body === null) {
    return null;
  }
  return typeof body === 'string'
    ? { type: 'text/plain; charset=utf-8', bytes: Buffer.from(body) }
    : { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
