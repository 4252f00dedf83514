import type { Redis } from 'ioredis';
import { namespacePrefix } from '../../src/persistence/keys';

/** Everything that Redis holds of a namespace, read in one step. Names are without the namespace's prefix. */
export interface Dump {
  readonly keys: ReadonlySet<string>;
  /** Fields of a hash, empty where there is none. */
  hash(key: string): ReadonlyMap<string, string>;
  /** Members of an ordered set with their scores, in order. */
  sorted(key: string): readonly (readonly [member: string, score: number])[];
  /** Values of a list in their order, or members of a set by name. */
  list(key: string): readonly string[];
  text(key: string): string | null;
}

const DUMP = `
local reply = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  local kind = redis.call('TYPE', key).ok
  local value
  if kind == 'hash' then
    value = redis.call('HGETALL', key)
  elseif kind == 'zset' then
    value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  elseif kind == 'set' then
    value = redis.call('SMEMBERS', key)
    table.sort(value)
  elseif kind == 'list' then
    value = redis.call('LRANGE', key, 0, -1)
  else
    value = { redis.call('GET', key) }
  end
  reply[#reply + 1] = { key, kind, value }
end
return reply
`;

export async function dumpNamespace(redis: Redis, namespace: string): Promise<Dump> {
  const prefix = namespacePrefix(namespace);
  const reply = (await redis.eval(DUMP, 0, prefix)) as readonly (readonly [
    string,
    string,
    readonly string[],
  ])[];
  const values = new Map(reply.map(([key, , value]) => [key.slice(prefix.length), value]));
  const of = (key: string) => values.get(key) ?? [];
  return {
    keys: new Set(values.keys()),
    hash: (key) => new Map(pairs(of(key))),
    sorted: (key) => pairs(of(key)).map(([member, score]) => [member, Number(score)] as const),
    list: of,
    text: (key) => of(key)[0] ?? null,
  };
}

export function pairs(flat: readonly string[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    found.push([flat[i]!, flat[i + 1]!]);
  }
  return found;
}
