import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * Signs requests as Standard Webhooks 1.0.0 says: HMAC-SHA256 over `<id>.<seconds>.<body>`, in base64, marked
 * `v1`. With several secrets there are several signatures, so that a receiver may know the old or the new one
 * while a secret is exchanged.
 */
export class WebhookSigner {
  private readonly keys: readonly Buffer[];

  /** @param secrets each `whsec_` and base64; none: nothing is signed. */
  constructor(secrets: readonly string[]) {
    this.keys = secrets.map((secret) => Buffer.from(secret.replace(PREFIX, ''), 'base64'));
  }

  /**
   * @param jobId the same over all attempts, so a receiver can tell a repeated request by it
   * @param now epoch ms; fresh for each attempt, so a receiver can refuse old requests
   */
  headers(jobId: string, now: number, body: Buffer): Record<string, string> {
    const id = webhookId(jobId);
    const seconds = String(Math.floor(now / 1000));
    const headers = { 'webhook-id': id, 'webhook-timestamp': seconds };
    if (this.keys.length === 0) {
      return headers;
    }
    const signatures = this.keys.map((key) => {
      const mac = createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64');
      return `v1,${mac}`;
    });
    return { ...headers, 'webhook-signature': signatures.join(' ') };
  }
}

/**
 * A dot would let the signed text be cut elsewhere: id `a.1` at time 2 and id `a` at time 1 with another body would have
 * one signature. Ids hold no `%`, so no two become the same.
 */
export function webhookId(jobId: string): string {
  return jobId.replaceAll('.', '%2E');
}
