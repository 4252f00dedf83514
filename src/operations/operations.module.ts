import { Module } from '@nestjs/common';
import { QueuesModule } from '../queues/queues.module';
import { ManyJobsController } from './many-jobs.controller';
import { ManyJobsService } from './many-jobs.service';
import { QueueActionsController } from './queue-actions.controller';

/**
 * What operators do to many jobs at once and to whole queues. Comes before the jobs API, whose `/jobs/{id}` would
 * take the paths below `/jobs` for ids.
 */
@Module({
  imports: [QueuesModule],
  controllers: [ManyJobsController, QueueActionsController],
  providers: [ManyJobsService],
})
export class OperationsModule {}
