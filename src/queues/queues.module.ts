import { Module } from '@nestjs/common';
import { QueueSurvey } from './queue-survey.service';
import { QueuesController } from './queues.controller';
import { QueuesService } from './queues.service';

/** The queues API: list, read, settings, pause and resume. */
@Module({
  controllers: [QueuesController],
  providers: [QueuesService, QueueSurvey],
  exports: [QueuesService],
})
export class QueuesModule {}
