import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { EventFeeds } from '../core/event-feed';
import type { HistoryStores } from '../core/history-store';
import type { JobStores } from '../core/job-store';
import type { ReplicatedStores } from '../core/replicated-stores';
import type { MemoryGauge, MemoryUsage } from '../core/retention-keeper';
import type { ScheduleStores } from '../core/schedule-store';
import type { SessionStore } from '../core/session-store';
import type { StoreAdviser } from '../core/store-advice';
import type { StoreInspector } from '../core/store-facts';
import { RedisJobStores } from './redis-job-stores';

/** Injection token of the {@link JobStores}. */
export const JOB_STORES = Symbol('JOB_STORES');

/** Injection token of the {@link ReplicatedStores}. */
export const REPLICATED_STORES = Symbol('REPLICATED_STORES');

/** Injection token of the {@link ScheduleStores}. */
export const SCHEDULE_STORES = Symbol('SCHEDULE_STORES');

/** Injection token of the {@link EventFeeds}. */
export const EVENT_FEEDS = Symbol('EVENT_FEEDS');

/** Injection token of the {@link HistoryStores}. */
export const HISTORY_STORES = Symbol('HISTORY_STORES');

/** Injection token of the {@link MemoryGauge}. */
export const MEMORY_GAUGE = Symbol('MEMORY_GAUGE');

/** Injection token of the {@link MemoryUsage}. */
export const MEMORY_USAGE = Symbol('MEMORY_USAGE');

/** Injection token of the {@link StoreAdviser}. */
export const STORE_ADVISER = Symbol('STORE_ADVISER');

/** Injection token of the {@link StoreInspector}. */
export const STORE_INSPECTOR = Symbol('STORE_INSPECTOR');

/** Injection token of the {@link SessionStore}. */
export const SESSION_STORE = Symbol('SESSION_STORE');

/** At most one line about the connection in this time (ms). */
const QUIET_MS = 5_000;

async function openStores(config: Config, logger: PinoLogger): Promise<RedisJobStores> {
  logger.setContext('Redis');
  let quietUntil = 0;
  const stores = new RedisJobStores({
    url: config.redisUrl,
    tls: config.redisTls,
    replication: config.durability,
    retention: config.retention,
    namespaceConcurrency: config.jobs.namespaceConcurrency,
    maxMemoryPercent: config.maxMemoryPercent,
    onError: (error) => {
      if (performance.now() >= quietUntil) {
        quietUntil = performance.now() + QUIET_MS;
        logger.warn({ reason: error.message }, 'the connection to Redis is in trouble');
      }
    },
  });
  await stores.open();
  return stores;
}

@Global()
@Module({
  providers: [
    {
      provide: JOB_STORES,
      inject: [CONFIG, PinoLogger],
      useFactory: openStores,
    },
    {
      provide: REPLICATED_STORES,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): ReplicatedStores => stores,
    },
    {
      provide: SCHEDULE_STORES,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): ScheduleStores => stores,
    },
    {
      provide: EVENT_FEEDS,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): EventFeeds => stores,
    },
    {
      provide: HISTORY_STORES,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): HistoryStores => stores,
    },
    {
      provide: MEMORY_GAUGE,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): MemoryGauge => stores.memory,
    },
    {
      provide: MEMORY_USAGE,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): MemoryUsage => stores.memory,
    },
    {
      provide: STORE_INSPECTOR,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): StoreInspector => stores.inspector,
    },
    {
      provide: STORE_ADVISER,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): StoreAdviser => stores.adviser,
    },
    {
      provide: SESSION_STORE,
      inject: [JOB_STORES],
      useFactory: (stores: RedisJobStores): SessionStore => stores.sessions,
    },
  ],
  exports: [
    SESSION_STORE,
    JOB_STORES,
    REPLICATED_STORES,
    SCHEDULE_STORES,
    EVENT_FEEDS,
    HISTORY_STORES,
    MEMORY_GAUGE,
    MEMORY_USAGE,
    STORE_ADVISER,
    STORE_INSPECTOR,
  ],
})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(@Inject(JOB_STORES) private readonly stores: JobStores & { close?: () => Promise<void> }) {}

  /** Last of all: modules are shut down in the reverse order of their imports. */
  async onApplicationShutdown(): Promise<void> {
    await this.stores.close?.();
  }
}
