import { OneNode } from './one-node';
import type { RedisConnections } from './redis-connections';
import type { RedisNodes } from './redis-nodes';

/** @param onError hears of connection errors; they are no reason to stop, since connections come back by themselves */
export function nodesAt(connections: RedisConnections, onError: (error: Error) => void): RedisNodes {
  if (connections.address.kind === 'cluster') {
    throw new Error('this release does not speak to redis+cluster:// addresses yet');
  }
  return new OneNode(connections, onError);
}
