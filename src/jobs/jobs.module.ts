import { Module } from '@nestjs/common';
import { BulkController } from './bulk.controller';
import { EnqueueService } from './enqueue.service';
import { FinalStateWaiter } from './final-state-waiter';
import { JobActionsController } from './job-actions.controller';
import { JobReader } from './job-reader.service';
import { JobsController } from './jobs.controller';
import { RescheduleController } from './reschedule.controller';
import { StatusController } from './status.controller';
import { MemoryModule } from '../memory/memory.module';
import { WorkerModule } from '../worker/worker.module';

/** The jobs API: enqueue (one or many), read, list, cancel, retry, reschedule. */
@Module({
  imports: [MemoryModule, WorkerModule],
  controllers: [BulkController, JobsController, JobActionsController, RescheduleController, StatusController],
  providers: [EnqueueService, FinalStateWaiter, JobReader],
  exports: [EnqueueService, JobReader],
})
export class JobsModule {}
