import { Module } from '@nestjs/common';
import { EventPublishingService } from './event-publishing.service';

/** In every process: what happens to jobs here is told to those who listen anywhere. */
@Module({ providers: [EventPublishingService] })
export class EventPublishingModule {}
