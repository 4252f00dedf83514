import { TOKEN_LENGTH } from '../core/claim';

/** What a client presents as `lease_token`, read. */
export interface LeaseToken {
  /** The attempt's token in the store. */
  readonly token: string;
  /** The lease is not renewed beyond this moment (epoch ms by the store's clock). */
  readonly until: number;
  /** What the lease was asked for with, and is renewed by unless the client says otherwise (ms). */
  readonly leaseMs: number;
}

/** No longer than this; ours are about 30 characters. */
export const MAX_LEASE_TOKEN_LENGTH = 64;

const RADIX = 36;
const PATTERN = new RegExp(`^([0-9a-z]{${TOKEN_LENGTH}})\\.([0-9a-z]{1,10})\\.([0-9a-z]{1,7})$`);

/**
 * One text for the client to hand back. It carries what an extension needs to know of its attempt, so that any
 * process can serve it: `<token>.<until>.<lease_ms>`, the numbers in base 36.
 */
export function leaseTokenText({ token, until, leaseMs }: LeaseToken): string {
  return `${token}.${until.toString(RADIX)}.${leaseMs.toString(RADIX)}`;
}

/** null for a text that no lease ever had. */
export function readLeaseToken(text: string): LeaseToken | null {
  const [, token, until, leaseMs] = PATTERN.exec(text) ?? [];
  if (token === undefined || until === undefined || leaseMs === undefined) {
    return null;
  }
  return { token, until: parseInt(until, RADIX), leaseMs: parseInt(leaseMs, RADIX) };
}
