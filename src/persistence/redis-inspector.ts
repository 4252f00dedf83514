import type { StoreFacts, StoreInspector } from '../core/store-facts';
import type { RedisLink } from './redis-link';

const ROLES: ReadonlyMap<string, string> = new Map([
  ['master', 'primary'],
  ['slave', 'replica'],
]);

/** Reads INFO. A managed Redis may leave fields out. */
export class RedisInspector implements StoreInspector {
  constructor(private readonly link: RedisLink) {}

  /** Of a cluster: sums of memory and clients over its primaries, the shortest uptime, and the first one's settings. */
  async facts(): Promise<StoreFacts> {
    const all = (await this.link.readEach((redis) => redis.info())).map(factsFrom);
    const [first, ...others] = all;
    if (first === undefined) {
      throw new Error('no Redis was asked');
    }
    return others.length === 0
      ? first
      : {
          ...first,
          uptimeMs: over(all, 'uptimeMs', (values) => Math.min(...values)),
          usedMemoryBytes: over(all, 'usedMemoryBytes', sum),
          // One without a limit is enough for there to be none.
          maxMemoryBytes: over(all, 'maxMemoryBytes', (values) => (values.includes(0) ? 0 : sum(values))),
          lastSnapshotAt: over(all, 'lastSnapshotAt', (values) => Math.min(...values)),
          clients: over(all, 'clients', sum),
        };
  }
}

type NumberFact = 'uptimeMs' | 'usedMemoryBytes' | 'maxMemoryBytes' | 'lastSnapshotAt' | 'clients';

/** null where one of them does not say. */
function over(
  all: readonly StoreFacts[],
  field: NumberFact,
  join: (values: readonly number[]) => number,
): number | null {
  const values = all.map((facts) => facts[field]).filter((value) => value !== null);
  return values.length === all.length ? join(values) : null;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function factsFrom(text: string): StoreFacts {
  const field = (name: string): string | null =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? null;
  const number = (name: string, unit = 1): number | null => {
    const value = field(name);
    return value !== null && /^\d+$/.test(value) ? Number(value) * unit : null;
  };
  const role = field('role');
  const appendOnly = field('aof_enabled');
  return {
    version: field('redis_version'),
    role: role === null ? null : (ROLES.get(role) ?? role),
    uptimeMs: number('uptime_in_seconds', 1_000),
    usedMemoryBytes: number('used_memory'),
    maxMemoryBytes: number('maxmemory'),
    evictionPolicy: field('maxmemory_policy'),
    appendOnly: appendOnly === null ? null : appendOnly === '1',
    lastSnapshotAt: number('rdb_last_save_time', 1_000),
    clients: number('connected_clients'),
  };
}
