import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import type { Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { DashboardModule } from './dashboard/dashboard.module';
import { EventsModule } from './events/events.module';
import { HistoryModule } from './history/history.module';
import { HttpModule } from './http/http.module';
import { InfoModule } from './info/info.module';
import { ExplainModule } from './jobs/explain/explain.module';
import { JobsModule } from './jobs/jobs.module';
import { JobLogsModule } from './jobs/logs/job-logs.module';
import { LeasesModule } from './leases/leases.module';
import { LifecycleModule } from './lifecycle/lifecycle.module';
import { EventPublishingModule } from './live-events/event-publishing.module';
import { LiveEventsModule } from './live-events/live-events.module';
import { LoggingModule } from './logging/logging.module';
import { MetricsModule } from './metrics/metrics.module';
import { OperationsModule } from './operations/operations.module';
import { PersistenceModule } from './persistence/persistence.module';
import { QueuesModule } from './queues/queues.module';
import { SchedulerModule } from './schedules/scheduler.module';
import { SchedulesModule } from './schedules/schedules.module';
import { TracingModule } from './tracing/tracing.module';
import { NO_USER_PARTS, type UserParts } from './user-handlers/exported-parts';
import { UserHandlersModule } from './user-handlers/user-handlers.module';
import { WorkerModule } from './worker/worker.module';
import { WorkersModule } from './workers/workers.module';

/** What answers clients; a worker has none of it. */
const API_MODULES = [
  InfoModule,
  OperationsModule,
  JobsModule,
  ExplainModule,
  JobLogsModule,
  QueuesModule,
  SchedulesModule,
  WorkersModule,
  LeasesModule,
  LiveEventsModule,
  DashboardModule,
];

/** The whole service. Its role decides which parts are there. */
@Module({})
export class AppModule {
  /** @param userParts handlers of the user's own (`SLUICE_HANDLERS`). */
  static with(config: Config, userParts: UserParts = NO_USER_PARTS): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // Shut down in reverse: storage goes last, when nobody needs it any more.
        ConfigModule.with(config),
        LoggingModule.with(config),
        PersistenceModule,
        LifecycleModule,
        EventsModule,
        TracingModule,
        EventPublishingModule,
        HttpModule,
        AccessModule.with(config),
        MetricsModule,
        HistoryModule,
        UserHandlersModule.with(userParts),
        WorkerModule,
        SchedulerModule,
        ...(config.role === 'worker' ? [] : API_MODULES),
      ],
    };
  }
}
