import { Global, Module } from '@nestjs/common';
import { EventHub } from '../core/events';

/** One hub a process: the engine and the API emit, metrics and logs subscribe. */
@Global()
@Module({ providers: [{ provide: EventHub, useFactory: () => new EventHub() }], exports: [EventHub] })
export class EventsModule {}
