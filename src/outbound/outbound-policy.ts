import { isIP } from 'node:net';
import type { OutboundAllow } from '../config/outbound-allow';
import { judgeAddress } from './address-rules';
import { AllowList } from './allow-list';
import { isBlockedPort } from './blocked-ports';

/** Longest URL that the service calls (characters). */
export const MAX_URL_LENGTH = 2_048;

const NOT_A_URL = `must be an http:// or https:// URL of at most ${MAX_URL_LENGTH} characters`;

/** RFC 6761 §6.3: these names lead to the machine itself, whatever a name server says. */
const LOCALHOST = /(^|\.)localhost$/;

/**
 * Which targets the service may call: those on the public internet, and what the operator has listed. Asked
 * twice: about the URL when a job is enqueued, and about the address when the connection is made, since a name
 * may lead elsewhere by then.
 */
export class OutboundPolicy {
  private readonly allow: AllowList;

  constructor(allow: OutboundAllow) {
    this.allow = new AllowList(allow);
  }

  /**
   * Why the service does not call this URL, as the rest of a sentence that begins with its name; null if it does.
   * Names are not resolved here: where they lead is asked when the connection is made.
   */
  urlProblem(text: string): string | null {
    // The parser takes tabs and newlines out without a word, which people reading the URL would not.
    if (text.length > MAX_URL_LENGTH || /[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) {
      return NOT_A_URL;
    }
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return NOT_A_URL;
    }
    if (url.username !== '' || url.password !== '') {
      return 'must not hold a user name or a password; send an authorization header';
    }
    if (isBlockedPort(url.port)) {
      return `must not have the port ${url.port}, which is that of another protocol`;
    }
    return this.hostProblem(url.hostname);
  }

  /** The same, for a host alone: a name, or an address that is then the target. */
  hostProblem(hostname: string): string | null {
    const host = hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0) {
      return this.addressProblem(host, null);
    }
    const name = plainName(hostname);
    if (LOCALHOST.test(name) && !this.allow.hasName(name) && !this.allow.hasAddress('127.0.0.1')) {
      return `must not point to ${hostname}, which is the machine itself`;
    }
    return null;
  }

  /**
   * Why the service does not connect to this address.
   *
   * @param name the host whose address it is; null where the URL has the address itself. One that is listed may
   *   be in a private network, but nowhere more special than that.
   */
  addressProblem(address: string, name: string | null): string | null {
    const verdict = judgeAddress(address);
    if (verdict === null) {
      return `must not point to ${address}, which is not an address`;
    }
    const allowed =
      verdict.kind === 'public' ||
      (verdict.kind === 'metadata' ? this.allow.hasExactAddress(address) : this.allow.hasAddress(address)) ||
      (verdict.kind === 'inside' && name !== null && this.allow.hasName(plainName(name)));
    return allowed ? null : `must not point to ${address}, which is ${verdict.words}`;
  }
}

/** A dot at the end only says that the name is complete. */
function plainName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.+$/, '');
}
