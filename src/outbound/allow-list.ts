import ipaddr from 'ipaddr.js';
import type { OutboundAllow } from '../config/outbound-allow';
import { parseAddress } from './address-rules';

interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly prefix: number;
}

/** What the operator lets the service call inside his own network (`SLUICE_OUTBOUND_ALLOW`). */
export class AllowList {
  private readonly names = new Set<string>();
  private readonly suffixes: readonly string[];
  private readonly networks: readonly Network[];

  constructor(allow: OutboundAllow) {
    for (const host of allow.hosts.filter((name) => !name.startsWith('*.'))) {
      this.names.add(host);
    }
    this.suffixes = allow.hosts.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
    this.networks = allow.networks.map(({ address, prefix }) => ({ address: ipaddr.parse(address), prefix }));
  }

  /** @param name without a dot at its end, lower case, as URLs write it. */
  hasName(name: string): boolean {
    return this.names.has(name) || this.suffixes.some((suffix) => name.endsWith(suffix));
  }

  /** Is the address in one of the networks? */
  hasAddress(text: string): boolean {
    return this.covers(text, () => true);
  }

  /** Is this very address listed, not just a network around it? */
  hasExactAddress(text: string): boolean {
    return this.covers(text, ({ address, prefix }) => prefix === address.toByteArray().length * 8);
  }

  private covers(text: string, fits: (network: Network) => boolean): boolean {
    const address = parseAddress(text);
    return address !== null && this.networks.some((network) => fits(network) && contains(network, address));
  }
}

function contains({ address: base, prefix }: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return base.kind() === address.kind() && address.match(base, prefix);
}
