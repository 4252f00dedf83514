import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { StoreFullError } from '../core/errors';
import type { MemoryUsage } from '../core/retention-keeper';
import { MEMORY_USAGE } from '../persistence/persistence.module';

const EVERY_MS = 500;
/** What was seen longer ago than this tells nothing any more. */
const STALE_MS = 5_000;

/**
 * Looks at how much of its memory the store uses. Above SLUICE_MAX_MEMORY_PERCENT new jobs are refused, while
 * the store itself still takes what it must: schedules, settings, and the growth of jobs that run.
 */
@Injectable()
export class MemoryWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly most: number;
  private seen: { readonly share: number | null; readonly at: number } = { share: null, at: 0 };
  private refusing = false;
  private stopped = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(MEMORY_USAGE) private readonly usage: MemoryUsage,
    @Inject(CONFIG) config: Config,
    private readonly logger: PinoLogger,
  ) {
    logger.setContext('Redis');
    this.most = config.maxMemoryPercent / 100;
  }

  /** Used memory by the limit; null where there is no limit or nobody knows. */
  get share(): number | null {
    return performance.now() - this.seen.at > STALE_MS ? null : this.seen.share;
  }

  /** @throws {StoreFullError} while the store is fuller than new jobs may make it. */
  requireRoom(): void {
    if (this.share !== null && this.share > this.most) {
      throw new StoreFullError('the store is nearly full');
    }
  }

  onApplicationBootstrap(): void {
    void this.round();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer ?? undefined);
  }

  /** One look. A store that is away says nothing: whoever needs it finds out. */
  async runOnce(): Promise<void> {
    try {
      this.seen = { share: await this.usage.share(), at: performance.now() };
    } catch {
      return;
    }
    const refusing = this.share !== null && this.share > this.most;
    if (refusing === this.refusing) {
      return;
    }
    this.refusing = refusing;
    const used = { used_percent: Math.round((this.share ?? 0) * 100) };
    if (refusing) {
      this.logger.warn(used, 'Redis is nearly full: new jobs are refused until there is room');
    } else {
      this.logger.info(used, 'Redis has room again: new jobs are taken');
    }
  }

  private async round(): Promise<void> {
    await this.runOnce();
    if (!this.stopped) {
      this.timer = setTimeout(() => void this.round(), EVERY_MS).unref();
    }
  }
}
