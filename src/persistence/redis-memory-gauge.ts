import type { MemoryGauge } from '../core/retention-keeper';
import type { RedisLink } from './redis-link';

/** Above this share of `maxmemory`, outcomes go before their time. */
const NEARLY_FULL = 0.9;

/** Reads by INFO how full Redis is. Without a `maxmemory` it is never full. */
export class RedisMemoryGauge implements MemoryGauge {
  constructor(private readonly link: RedisLink) {}

  async pressure(): Promise<boolean> {
    const info = await this.link.read((redis) => redis.info('memory'));
    const limit = numberOf(info, 'maxmemory');
    return limit > 0 && numberOf(info, 'used_memory') > limit * NEARLY_FULL;
  }
}

function numberOf(info: string, field: string): number {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
