/** Every command that a script uses; all but TIME take the key first. A test holds this against the scripts. */
export const SCRIPT_COMMANDS = [
  ...['DEL', 'EXISTS', 'PEXPIRE', 'RENAME', 'TIME', 'TYPE', 'UNLINK'],
  ...['GET', 'GETRANGE', 'INCRBY', 'SET', 'STRLEN'],
  ...['HDEL', 'HGET', 'HGETALL', 'HINCRBY', 'HMGET', 'HSET', 'HSETNX', 'HSTRLEN', 'HVALS'],
  ...['LINDEX', 'LLEN', 'LPOP', 'LRANGE', 'LTRIM', 'RPUSH'],
  ...['SADD', 'SCARD', 'SISMEMBER', 'SMEMBERS', 'SREM'],
  ...['XADD', 'XRANGE', 'XREVRANGE'],
  ...['ZADD', 'ZCARD', 'ZCOUNT', 'ZRANGE', 'ZRANGEBYLEX', 'ZRANGEBYSCORE', 'ZRANK', 'ZREM'],
  ...['ZREMRANGEBYRANK', 'ZREVRANGE', 'ZREVRANGEBYSCORE', 'ZSCORE'],
] as const;

/** What the service sends itself. */
const OWN_CALLS = [
  'EVALSHA sha 1 KEY',
  'EVAL text 1 KEY',
  'BLPOP KEY 1',
  'SADD sluice:namespaces name',
  'CLIENT ID',
  'CLIENT UNBLOCK 1',
  'WAIT 1 1',
];

const CLUSTER_CALLS = ['CLUSTER SLOTS', 'CLUSTER INFO'];

/** What the service cannot do without. Without INFO and CONFIG GET it only knows less. */
export function neededCalls(kind: 'one' | 'cluster'): readonly string[] {
  return [
    ...OWN_CALLS,
    ...(kind === 'cluster' ? CLUSTER_CALLS : []),
    ...SCRIPT_COMMANDS.map((name) => (name === 'TIME' ? name : `${name} KEY`)),
  ];
}
