import { Module } from '@nestjs/common';
import { HistorianService } from './historian.service';
import { HistoryController } from './history.controller';

/** The sums over time: written down and served by every role. */
@Module({ controllers: [HistoryController], providers: [HistorianService] })
export class HistoryModule {}
