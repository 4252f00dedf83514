import { Module } from '@nestjs/common';
import { LiveEventsController } from './live-events.controller';
import { LiveEventsService } from './live-events.service';

/** `GET /events`. What it tells comes from {@link EventPublishingModule}, in whatever process. */
@Module({ controllers: [LiveEventsController], providers: [LiveEventsService] })
export class LiveEventsModule {}
