import type { StoreFacts, StoreInspector } from '../core/store-facts';
import type { RedisLink } from './redis-link';

const ROLES: ReadonlyMap<string, string> = new Map([
  ['master', 'primary'],
  ['slave', 'replica'],
]);

/** Reads INFO. A managed Redis may leave fields out. */
export class RedisInspector implements StoreInspector {
  constructor(private readonly link: RedisLink) {}

  async facts(): Promise<StoreFacts> {
    const text = await this.link.read((redis) => redis.info());
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
}
