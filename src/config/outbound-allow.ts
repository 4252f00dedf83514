import { isIP } from 'node:net';

/** What the service may call although it is not on the public internet. */
export interface OutboundAllow {
  /** Host names, lower case. One that begins with `*.` stands for all names below it, not for itself. */
  readonly hosts: readonly string[];
  readonly networks: readonly { readonly address: string; readonly prefix: number }[];
}

const HOST =
  /^(\*\.)?(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** A name whose last label is a number would be an IPv4 address in an odd notation. */
const ENDS_IN_NUMBER = /(^|\.)(\d+|0x[0-9a-f]*)$/;
const PREFIX = /^(0|[1-9]\d{0,2})$/;

/**
 * Reads `hooks.internal, *.svc.cluster.local, 10.0.0.0/8, fd00::/8, 127.0.0.1`.
 *
 * @returns the first entry that is none of these, where there is one.
 */
export function parseOutboundAllow(text: string): OutboundAllow | { readonly bad: string } {
  const hosts: string[] = [];
  const networks: { address: string; prefix: number }[] = [];
  for (const part of text.split(',')) {
    const entry = part.trim().toLowerCase();
    const network = networkOf(entry);
    if (network !== null) {
      networks.push(network);
    } else if (HOST.test(entry) && !ENDS_IN_NUMBER.test(entry)) {
      hosts.push(entry);
    } else {
      return { bad: entry };
    }
  }
  return { hosts, networks };
}

function networkOf(entry: string): { readonly address: string; readonly prefix: number } | null {
  const slash = entry.indexOf('/');
  const address = slash === -1 ? entry : entry.slice(0, slash);
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0) {
    return null;
  }
  const longest = family === 4 ? 32 : 128;
  const prefix = slash === -1 ? String(longest) : entry.slice(slash + 1);
  return PREFIX.test(prefix) && Number(prefix) <= longest ? { address, prefix: Number(prefix) } : null;
}
