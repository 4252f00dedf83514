import type { Redis } from 'ioredis';
import type { MemoryGauge, MemoryUsage } from '../core/retention-keeper';
import { namespacePrefix } from './keys';
import type { RedisLink } from './redis-link';

/** Above this share of `maxmemory`, outcomes go before their time. */
const NEARLY_FULL = 0.9;
/** They go well before new jobs are refused. */
const BEFORE_REFUSAL = 0.05;

/** Reads by INFO how full Redis is, on a cluster each node by itself. Without a `maxmemory` it is never full. */
export class RedisMemoryGauge implements MemoryGauge, MemoryUsage {
  private readonly pressureAt: number;

  /** @param mostShare above which new jobs are refused */
  constructor(
    private readonly link: RedisLink,
    mostShare: number,
  ) {
    this.pressureAt = Math.min(NEARLY_FULL, Math.max(0, mostShare - BEFORE_REFUSAL));
  }

  async share(): Promise<number | null> {
    const shares = (await this.link.readEach(shareOf)).filter((share) => share !== null);
    return shares.length === 0 ? null : Math.max(...shares);
  }

  async pressure(namespace: string): Promise<boolean> {
    return ((await this.link.read(namespacePrefix(namespace), shareOf)) ?? 0) > this.pressureAt;
  }
}

async function shareOf(redis: Redis): Promise<number | null> {
  const info = await redis.info('memory');
  const limit = numberOf(info, 'maxmemory');
  return limit > 0 ? numberOf(info, 'used_memory') / limit : null;
}

function numberOf(info: string, field: string): number {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
