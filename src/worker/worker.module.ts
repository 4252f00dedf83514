import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { HandlersModule } from '../handlers/handlers.module';
import { HandlerExplorer } from './handler-explorer';
import { HandlerRegistry } from './handler-registry';
import { JobLog } from './job-log';
import { WorkerService } from './worker.service';

/** Runs jobs in this process. Knows the handlers also where the role is `api` and nothing runs. */
@Module({
  imports: [DiscoveryModule, HandlersModule],
  providers: [HandlerRegistry, HandlerExplorer, JobLog, WorkerService],
  exports: [HandlerRegistry, WorkerService],
})
export class WorkerModule {}
