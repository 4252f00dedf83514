import { Module } from '@nestjs/common';
import { SchedulerService } from './scheduler.service';

/** Fires schedules: in every process. */
@Module({ providers: [SchedulerService] })
export class SchedulerModule {}
