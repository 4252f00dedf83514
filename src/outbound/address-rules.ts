import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Where addresses lead, as far as it matters here. */
export type AddressKind = 'public' | 'inside' | 'metadata' | 'special';

/** An address, judged. */
export interface AddressVerdict {
  readonly kind: AddressKind;
  /** For people: `a loopback address`. */
  readonly words: string;
}

/** Networks that a host may be in whose name somebody vouches for. */
const INSIDE: ReadonlyMap<string, string> = new Map([
  ['loopback', 'a loopback address'],
  ['private', 'a private address'],
  ['uniqueLocal', 'a private address'],
  ['carrierGradeNat', 'an address of the shared range 100.64.0.0/10'],
]);

/** What clouds answer on with credentials, beside 169.254.169.254; each where no range says so. */
const METADATA = new Set(
  [
    '169.254.169.254', // most
    '169.254.170.2', // AWS ECS
    '169.254.170.23', // AWS EKS
    'fd00:ec2::254', // AWS
    'fd00:ec2::23',
    'fd20:ce::254', // Google
    '168.63.129.16', // Azure's own; a public address otherwise
    '100.100.100.200', // Alibaba
    '192.0.0.192', // Oracle
  ].map((address) => ipaddr.parse(address).toNormalizedString()),
);

const PUBLIC: AddressVerdict = { kind: 'public', words: 'a public address' };

/** All that IANA has given out for unicast in IPv6. What is outside of it is somebody's trick. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
/** RFC 6052 §2.1: on networks with NAT64, where all of IPv4 is. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number];

/** @returns null for what is not an address. An address with a zone is `special`, whatever it is. */
export function judgeAddress(text: string): AddressVerdict | null {
  const address = parseAddress(text);
  if (address === null) {
    return null;
  }
  if (METADATA.has(address.toNormalizedString())) {
    return { kind: 'metadata', words: "an address of a cloud's metadata service" };
  }
  return address instanceof ipaddr.IPv4 ? judgeIpv4(address) : judgeIpv6(address);
}

/** An IPv4 address in the clothes of IPv6 (`::ffff:10.0.0.1`) is taken as what it is: the kernel does so too. */
export function parseAddress(text: string): Address | null {
  // The parser takes numbers of fewer parts and in other bases; here, whoever calls has a canonical text.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) {
    return null;
  }
  return ipaddr.process(text);
}

function judgeIpv4(address: ipaddr.IPv4): AddressVerdict {
  return judgeRange(address.range());
}

function judgeIpv6(address: ipaddr.IPv6): AddressVerdict {
  if (address.zoneId !== undefined) {
    return { kind: 'special', words: 'an address with a zone' };
  }
  const range = address.range();
  if (address.match(NAT64)) {
    const embedded = judgeAddress(new ipaddr.IPv4(address.toByteArray().slice(12)).toString());
    return embedded?.kind === 'public'
      ? PUBLIC
      : { kind: 'special', words: `${embedded?.words ?? 'an address'} behind NAT64` };
  }
  if (range === 'unicast' && !address.match(GLOBAL_IPV6)) {
    return { kind: 'special', words: 'not a global address' };
  }
  return judgeRange(range);
}

/** Whatever is not plainly public is not: a new kind of range must not become a way in. */
function judgeRange(range: string): AddressVerdict {
  if (range === 'unicast') {
    return PUBLIC;
  }
  const inside = INSIDE.get(range);
  return inside === undefined
    ? { kind: 'special', words: `an address of the range ${range}` }
    : { kind: 'inside', words: inside };
}
