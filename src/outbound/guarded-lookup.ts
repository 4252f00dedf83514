import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { promisify } from 'node:util';
import { OutboundRefusedError } from './outbound-errors';
import type { OutboundPolicy } from './outbound-policy';

/** All addresses of a name, in the order in which they are to be tried. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

type Callback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

const lookupAll = promisify(lookup);

/** As other programs on this machine do: hosts file and search domains included. */
export const systemResolve: Resolve = (hostname) => lookupAll(hostname, { all: true });

/**
 * A lookup for `net.connect` that gives it only addresses which the rules have passed: the socket connects to what was
 * checked, and a name server that answers differently next time is asked for nothing in between. A name of
 * which one address is refused is refused whole.
 *
 * Asked for a name many times at once, it asks once: lookups share four threads, and a name whose server is slow
 * takes one of them, not all.
 */
export function guardedLookup(policy: OutboundPolicy, resolve: Resolve) {
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>();

  const addressesOf = (hostname: string): Promise<readonly LookupAddress[]> => {
    const asked = underWay.get(hostname);
    if (asked !== undefined) {
      return asked;
    }
    const asking = resolve(hostname).finally(() => underWay.delete(hostname));
    underWay.set(hostname, asking);
    return asking;
  };

  return (hostname: string, { all }: LookupOptions, callback: Callback): void => {
    addressesOf(hostname)
      .then((addresses) => checked(policy, hostname, addresses))
      .then(
        ([first, ...others]) => {
          if (all === true) {
            callback(null, [first, ...others]);
          } else {
            callback(null, first.address, first.family);
          }
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), []),
      );
  };
}

function checked(
  policy: OutboundPolicy,
  hostname: string,
  addresses: readonly LookupAddress[],
): [LookupAddress, ...LookupAddress[]] {
  const [first, ...others] = addresses;
  if (first === undefined) {
    throw new Error(`${hostname} has no address`);
  }
  for (const { address } of addresses) {
    const problem = policy.addressProblem(address, hostname);
    if (problem !== null) {
      throw new OutboundRefusedError(`${hostname} ${problem}`);
    }
  }
  return [first, ...others];
}
