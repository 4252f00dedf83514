import { buildConnector } from 'undici';
import { guardedLookup, type Resolve } from './guarded-lookup';
import { OutboundRefusedError } from './outbound-errors';
import type { OutboundPolicy } from './outbound-policy';

/** Who does not take a connection in this time (ms) is not there. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Opens connections for undici, to nothing that the rules refuse: names by their lookup, addresses here. */
export function guardedConnector(policy: OutboundPolicy, resolve: Resolve): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    autoSelectFamily: true,
    lookup: guardedLookup(policy, resolve),
  });
  return (options, callback) => {
    const problem = policy.hostProblem(options.hostname);
    if (problem === null) {
      connect(options, callback);
    } else {
      queueMicrotask(() => callback(new OutboundRefusedError(`${options.hostname} ${problem}`), null));
    }
  };
}
