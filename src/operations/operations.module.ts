import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module';
import { QueuesModule } from '../queues/queues.module';
import { ExportController } from './export.controller';
import { ManyJobsController } from './many-jobs.controller';
import { ManyJobsService } from './many-jobs.service';
import { QueueActionsController } from './queue-actions.controller';
import { RawTextsController } from './raw-texts.controller';

/**
 * What operators do to many jobs at once and to whole queues. Comes before the jobs API, whose `/jobs/{id}` would
 * take the paths below `/jobs` for ids.
 */
@Module({
  imports: [JobsModule, QueuesModule],
  controllers: [ExportController, ManyJobsController, QueueActionsController, RawTextsController],
  providers: [ManyJobsService],
})
export class OperationsModule {}
