import { Module } from '@nestjs/common';
import { SimulateHandler } from './simulate/simulate.handler';

/** The job types that come with the service. */
@Module({ providers: [SimulateHandler] })
export class HandlersModule {}
