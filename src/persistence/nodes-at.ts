import { ClusterNodes } from './cluster-nodes';
import { OneNode } from './one-node';
import type { RedisConnections } from './redis-connections';
import type { RedisNodes } from './redis-nodes';

/** @param onError hears of connection errors; they are no reason to stop, since connections come back by themselves */
export function nodesAt(connections: RedisConnections, onError: (error: Error) => void): RedisNodes {
  return connections.address.kind === 'cluster'
    ? new ClusterNodes(connections, onError)
    : new OneNode(connections, onError);
}
