import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { EventsModule } from './events/events.module';
import { HttpModule } from './http/http.module';
import { ExplainModule } from './jobs/explain/explain.module';
import { JobsModule } from './jobs/jobs.module';
import { LeasesModule } from './leases/leases.module';
import { LifecycleModule } from './lifecycle/lifecycle.module';
import { LoggingModule } from './logging/logging.module';
import { MetricsModule } from './metrics/metrics.module';
import { PersistenceModule } from './persistence/persistence.module';
import { QueuesModule } from './queues/queues.module';
import { SchedulerModule } from './schedules/scheduler.module';
import { SchedulesModule } from './schedules/schedules.module';
import { WorkerModule } from './worker/worker.module';
import { WorkersModule } from './workers/workers.module';

/** What answers clients; a worker has none of it. */
const API_MODULES = [JobsModule, ExplainModule, QueuesModule, SchedulesModule, WorkersModule, LeasesModule];

/** The whole service. Its role decides which parts are there. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // Shut down in reverse: storage goes last, when nobody needs it any more.
        ConfigModule.with(config),
        LoggingModule.with(config),
        PersistenceModule,
        LifecycleModule,
        EventsModule,
        HttpModule,
        MetricsModule,
        WorkerModule,
        SchedulerModule,
        ...(config.role === 'worker' ? [] : API_MODULES),
      ],
    };
  }
}
