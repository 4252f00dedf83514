import { Module } from '@nestjs/common';
import { WorkerModule } from '../worker/worker.module';
import { SchedulesController } from './schedules.controller';
import { SchedulesService } from './schedules.service';

/** The schedules API. */
@Module({ imports: [WorkerModule], controllers: [SchedulesController], providers: [SchedulesService] })
export class SchedulesModule {}
