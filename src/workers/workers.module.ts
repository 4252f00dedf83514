import { Module } from '@nestjs/common';
import { WorkersController } from './workers.controller';

/** The workers API. Not the worker itself, which is in src/worker. */
@Module({ controllers: [WorkersController] })
export class WorkersModule {}
