import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { Gauge } from 'prom-client';
import type { AdviceLevel, StoreAdvice, StoreAdviser, StoreCheck } from '../core/store-advice';
import { STORE_ADVISER } from '../persistence/persistence.module';
import { withDeadline } from './deadline';
import { ProcessMetrics } from './process-metrics';

const EVERY_MS = 30_000;
/** While the store has not answered yet, or is set up so that jobs may vanish: it should heal soon. */
const SOON_MS = 2_000;
const DEADLINE_MS = 5_000;

const IS_FAULT: Readonly<Record<AdviceLevel, boolean>> = {
  ok: false,
  unknown: false,
  warning: true,
  unfit: true,
};

/**
 * Looks at the store's settings when the service starts and from time to time: they can be changed while it
 * runs, and a failover can bring a store with others. Says aloud what is wrong, once, and when it changes.
 */
@Injectable()
export class StoreAdviceWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly latest = new Map<StoreCheck, StoreAdvice>();
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private answered = false;
  private readonly gauge: Gauge<'check'>;

  constructor(
    @Inject(STORE_ADVISER) private readonly adviser: StoreAdviser,
    metrics: ProcessMetrics,
    private readonly logger: PinoLogger,
  ) {
    logger.setContext('Redis');
    this.gauge = new Gauge({
      name: 'sluice_redis_advice',
      help: 'Whether a setting of Redis puts jobs at risk (1) or not (0); absent where Redis does not say.',
      labelNames: ['check'] as const,
      registers: [metrics.registry],
    });
  }

  /** False while the store is set up so that jobs may vanish. */
  get fit(): boolean {
    return [...this.latest.values()].every(({ level }) => level !== 'unfit');
  }

  /** For people: each check and how it came out. Empty until the store has answered. */
  get summary(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.latest.values()].map(({ check, level, detail }) => [check, `${level}: ${detail}`]),
    );
  }

  onApplicationBootstrap(): void {
    void this.round();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer ?? undefined);
  }

  /** One look at the settings. A store that is away keeps those that were last seen. */
  async runOnce(): Promise<void> {
    let advice: readonly StoreAdvice[];
    try {
      advice = await withDeadline(this.adviser.look(), DEADLINE_MS);
    } catch {
      // The readiness probe says that it is away.
      return;
    }
    this.answered = true;
    for (const one of advice) {
      this.take(one);
    }
  }

  private take(advice: StoreAdvice): void {
    const { check, level, detail } = advice;
    const before = this.latest.get(check);
    this.latest.set(check, advice);
    if (level === 'unknown') {
      this.gauge.remove({ check });
    } else {
      this.gauge.set({ check }, IS_FAULT[level] ? 1 : 0);
    }
    if (before?.level === level && before.detail === detail) {
      return;
    }
    if (IS_FAULT[level]) {
      this.logger.warn({ check, advice: level, detail }, 'Redis is not set up so that jobs are safe');
    } else if (before !== undefined) {
      this.logger.info({ check, advice: level, detail }, 'a setting of Redis has changed');
    }
  }

  private async round(): Promise<void> {
    await this.runOnce();
    if (!this.stopped) {
      const wait = this.answered && this.fit ? EVERY_MS : SOON_MS;
      this.timer = setTimeout(() => void this.round(), wait).unref();
    }
  }
}
