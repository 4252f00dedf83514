import { Module } from '@nestjs/common';
import { OutboundModule } from '../outbound/outbound.module';
import { HttpHandler } from './http/http.handler';
import { SimulateHandler } from './simulate/simulate.handler';

/** The job types that come with the service. */
@Module({ imports: [OutboundModule], providers: [HttpHandler, SimulateHandler] })
export class HandlersModule {}
