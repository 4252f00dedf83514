import { namespacePrefix } from '../keys';
import type { RedisLink } from '../redis-link';

const KEYS_AT_ONCE = 200;

/**
 * All keys of a namespace, without its prefix, a few at a time. SCAN looks at each key of the database, of
 * whatever namespace: that is why nothing in the service itself may use it, neither a request nor a worker. It is right
 * for an operator's tool, which must also find what no index leads to.
 *
 * A key that is there all the time comes at least once; some may come twice.
 */
export async function* walkKeys(link: RedisLink, namespace: string): AsyncGenerator<readonly string[]> {
  const prefix = namespacePrefix(namespace);
  let cursor = '0';
  do {
    const from = cursor;
    // Only the node that has this namespace has keys of it.
    const [next, keys] = await link.read(prefix, (redis) =>
      redis.scan(from, 'MATCH', `${prefix}*`, 'COUNT', KEYS_AT_ONCE),
    );
    cursor = next;
    if (keys.length > 0) {
      yield keys.map((key) => key.slice(prefix.length));
    }
  } while (cursor !== '0');
}

/** The members of a set, a few at a time, by the same rules. */
export async function* walkSet(link: RedisLink, key: string): AsyncGenerator<readonly string[]> {
  let cursor = '0';
  do {
    const from = cursor;
    const [next, members] = await link.read(key, (redis) => redis.sscan(key, from, 'COUNT', KEYS_AT_ONCE));
    cursor = next;
    yield members;
  } while (cursor !== '0');
}

/** The members of a sorted set, a few at a time, by the same rules. */
export async function* walkMembers(link: RedisLink, key: string): AsyncGenerator<readonly string[]> {
  let cursor = '0';
  do {
    const from = cursor;
    const [next, flat] = await link.read(key, (redis) => redis.zscan(key, from, 'COUNT', KEYS_AT_ONCE));
    cursor = next;
    yield flat.filter((_, i) => i % 2 === 0);
  } while (cursor !== '0');
}
