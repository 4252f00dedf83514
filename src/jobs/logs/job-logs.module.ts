import { Module } from '@nestjs/common';
import { JobLogsController } from './job-logs.controller';

/** Reading the logs of jobs. */
@Module({ controllers: [JobLogsController] })
export class JobLogsModule {}
